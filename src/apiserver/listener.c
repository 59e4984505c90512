/* Opening a listening socket. Who accepts from it is not known here. */
#include "apiserver/listener.h"

#include <netinet/in.h>
#include <sys/socket.h>

int listener_open(uint64_t *port, struct why *why)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_port = htons((uint16_t)*port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	socklen_t length = sizeof(address);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (fd < 0 ||
	    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &(int){ 1 }, sizeof(int)) <
		    0 ||
	    bind(fd, (struct sockaddr *)&address, sizeof(address)) < 0 ||
	    listen(fd, SOMAXCONN) < 0 ||
	    getsockname(fd, (struct sockaddr *)&address, &length) < 0)
		return why_errno(why, "127.0.0.1:%u", (unsigned)*port);
	*port = ntohs(address.sin_port);
	return fd;
}
