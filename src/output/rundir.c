/* The run directory's files, written so that a crash or a full disk costs
 * at most what was not written yet. */
#include "rundir.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "output/parts.h"

static int is_empty(const char *path)
{
	DIR *dir = opendir(path);
	struct dirent *entry;
	int n = 0;

	if (!dir)
		return 0;
	while ((entry = readdir(dir)))
		n += strcmp(entry->d_name, ".") && strcmp(entry->d_name, "..");
	closedir(dir);
	return n == 0;
}

int rundir_make_path(const char *path, struct why *why)
{
	char *partial = alloc_copy(path);

	for (char *p = partial + 1; *p; p++) {
		if (*p != '/')
			continue;
		*p = '\0';
		mkdir(partial, 0777);
		*p = '/';
	}
	int status = mkdir(partial, 0777) < 0 && errno != EEXIST
			     ? why_errno(why, "cannot make %s", path)
			     : 0;

	free(partial);
	return status;
}

int rundir_make(const char *path, struct why *why)
{
	if (access(path, F_OK) == 0 && !is_empty(path))
		return why_set(why,
			       "%s exists and is not an empty directory; "
			       "choose another with -o",
			       path);
	return rundir_make_path(path, why);
}

void rundir_open(struct rundir *dir, const char *path)
{
	*dir = (struct rundir){ .path = alloc_copy(path), .samples_fd = -1 };
}

int rundir_create(struct rundir *dir, const char *path, struct why *why)
{
	*dir = (struct rundir){ .samples_fd = -1 };
	if (rundir_make(path, why) < 0)
		return -1;
	rundir_open(dir, path);
	return 0;
}

int rundir_begin_samples(struct rundir *dir, const char *host,
			 const char *hardware, struct why *why)
{
	char *samples = alloc_printf("%s/samples", dir->path);
	int status = rundir_make_path(samples, why);

	free(samples);
	if (status < 0)
		return -1;
	dir->samples_fd = parts_claim(dir->path, "samples", why);
	if (dir->samples_fd < 0)
		return -1;
	dir->samples_path = parts_own(dir->path, "samples");
	dir->host = alloc_copy(host);
	dir->hardware = alloc_copy(hardware);
	char *header = NULL;
	size_t n_bytes = 0;
	FILE *file = open_memstream(&header, &n_bytes);

	sample_write_header(file);
	fclose(file);
	status = parts_append(dir->samples_fd, dir->samples_path, header,
			      n_bytes, why);
	free(header);
	return status;
}

void rundir_close(struct rundir *dir)
{
	if (dir->samples_fd >= 0)
		close(dir->samples_fd);
	free(dir->path);
	free(dir->samples_path);
	free(dir->host);
	free(dir->hardware);
	*dir = (struct rundir){ .samples_fd = -1 };
}

int rundir_append(struct rundir *dir, const struct cell *cells,
		  const struct sample *samples, size_t n, struct why *why)
{
	char *rows = NULL;
	size_t n_bytes = 0;
	FILE *file = open_memstream(&rows, &n_bytes);

	for (size_t i = 0; i < n; i++) {
		struct sample row = samples[i];

		row.host = dir->host;
		row.hardware = dir->hardware;
		sample_write(file, &cells[row.cell], &row);
	}
	fclose(file);
	int status = parts_append(dir->samples_fd, dir->samples_path, rows,
				  n_bytes, why);

	free(rows);
	return status;
}

static json_t *read_json(const char *path, const char *if_unread,
			 struct why *why)
{
	json_error_t error;
	json_t *json = json_load_file(path, JSON_REJECT_DUPLICATES, &error);

	if (!json && error.line < 1) /* the text names the file */
		why_set(why, "%s%s", error.text, if_unread);
	else if (!json)
		why_set(why, "%s:%d: %s", path, error.line, error.text);
	return json;
}

json_t *rundir_read_json(const char *path, struct why *why)
{
	return read_json(path, "", why);
}

json_t *rundir_read_run(const char *path, struct why *why)
{
	char *name = alloc_printf("%s/run.json", path);
	json_t *json = read_json(name, " (is this a run directory?)", why);

	free(name);
	return json;
}

FILE *rundir_open_new(const char *path)
{
	unlink(path);
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	FILE *file = fd < 0 ? NULL : fdopen(fd, "w");

	if (fd >= 0 && !file)
		close(fd);
	return file;
}

FILE *rundir_begin(const struct rundir *dir, const char *name, struct why *why)
{
	char *temporary = alloc_printf("%s/%s.new", dir->path, name);
	FILE *file = rundir_open_new(temporary);

	if (!file)
		why_errno(why, "cannot write %s/%s", dir->path, name);
	free(temporary);
	return file;
}

int rundir_end(const struct rundir *dir, const char *name, FILE *file,
	       bool keep, struct why *why)
{
	char *path = alloc_printf("%s/%s", dir->path, name);
	char *temporary = alloc_printf("%s.new", path);
	int status = keep ? 0 : -1;

	if (keep && (fflush(file) || ferror(file) || fsync(fileno(file)) < 0))
		status = why_errno(why, "cannot write %s", path);
	fclose(file);
	if (status < 0)
		unlink(temporary);
	else if (rename(temporary, path) < 0)
		status = why_errno(why, "cannot replace %s", path);
	free(temporary);
	free(path);
	return status;
}

int rundir_write(const struct rundir *dir, const char *name, const char *text,
		 size_t n_bytes, struct why *why)
{
	FILE *file = rundir_begin(dir, name, why);

	if (!file)
		return -1;
	fwrite(text, 1, n_bytes, file);
	return rundir_end(dir, name, file, true, why);
}

int rundir_write_json(const struct rundir *dir, const char *name,
		      const json_t *json, struct why *why)
{
	char *text = json_dumps(json, JSON_INDENT(2) | JSON_REAL_PRECISION(9));
	char *line = alloc_printf("%s\n", text ? text : "{}");
	int status = rundir_write(dir, name, line, strlen(line), why);

	free(line);
	free(text);
	return status;
}
