/*
 * Reading an ELF object's dynamic relocations in memory (System V ABI) and
 * writing the addresses they filled in. Where the linker has made these
 * read-only (RELRO), they are read-only again afterwards.
 */
#include "worker/meter_got.h"

#include <elf.h>
#include <link.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#if defined(__x86_64__)
static const unsigned wanted_types[] = { R_X86_64_JUMP_SLOT, R_X86_64_GLOB_DAT,
					 R_X86_64_64 };
#elif defined(__aarch64__)
static const unsigned wanted_types[] = { R_AARCH64_JUMP_SLOT,
					 R_AARCH64_GLOB_DAT, R_AARCH64_ABS64 };
#else
static const unsigned wanted_types[] = { UINT32_MAX };
#endif

enum {
	MAX_PLACES = 64
};

struct place {
	const void **address;
	const void *hook;
};

struct object {
	uintptr_t inside; /* what to look for */
	uintptr_t base;
	const ElfW(Dyn) * dynamic;
	uintptr_t relro, relro_end;
	const char *name;
	const struct meter_import *imports;
	size_t n_imports;
	struct place places[MAX_PLACES];
	size_t n_places;
	bool has[MAX_PLACES]; /* import i has a place */
};

static int find_object(struct dl_phdr_info *loaded, size_t size, void *context)
{
	struct object *object = context;
	bool contains = false;

	(void)size;
	object->dynamic = NULL;
	object->relro = object->relro_end = 0;
	for (int i = 0; i < loaded->dlpi_phnum; i++) {
		const ElfW(Phdr) *segment = &loaded->dlpi_phdr[i];
		uintptr_t start = loaded->dlpi_addr + segment->p_vaddr;

		if (segment->p_type == PT_LOAD &&
		    object->inside - start < segment->p_memsz)
			contains = true;
		if (segment->p_type == PT_DYNAMIC)
			object->dynamic = (const ElfW(Dyn) *)start;
		if (segment->p_type == PT_GNU_RELRO) {
			object->relro = start;
			object->relro_end = start + segment->p_memsz;
		}
	}
	object->base = loaded->dlpi_addr;
	object->name =
		*loaded->dlpi_name ? loaded->dlpi_name : "the executable";
	return contains;
}

/* glibc has relocated the addresses in the dynamic section, musl has not. */
static const void *dynamic_address(const struct object *object, uintptr_t value)
{
	return (const void *)(value < object->base ? object->base + value
						   : value);
}

static bool is_wanted(unsigned type)
{
	for (size_t i = 0; i < sizeof(wanted_types) / sizeof(*wanted_types);
	     i++)
		if (wanted_types[i] == type)
			return true;
	return false;
}

static void note_places(struct object *object, const ElfW(Rela) * relocations,
			size_t n, const ElfW(Sym) * symbols,
			const char *strings)
{
	for (size_t i = 0; relocations && i < n; i++) {
		const ElfW(Rela) *relocation = &relocations[i];
		const char *name =
			strings +
			symbols[ELF64_R_SYM(relocation->r_info)].st_name;

		if (!is_wanted(ELF64_R_TYPE(relocation->r_info)))
			continue;
		for (size_t k = 0; k < object->n_imports; k++) {
			if (strcmp(name, object->imports[k].name) != 0 ||
			    object->n_places == MAX_PLACES)
				continue;
			object->has[k] = true;
			object->places[object->n_places++] = (struct place){
				(const void **)(object->base +
						relocation->r_offset),
				object->imports[k].hook,
			};
		}
	}
}

static void read_imports(struct object *object)
{
	const ElfW(Sym) *symbols = NULL;
	const char *strings = NULL;
	const ElfW(Rela) * relocations[2] = { NULL, NULL };
	size_t n_bytes[2] = { 0, 0 };

	for (const ElfW(Dyn) *d = object->dynamic; d && d->d_tag; d++) {
		const void *address = dynamic_address(object, d->d_un.d_ptr);

		if (d->d_tag == DT_SYMTAB)
			symbols = address;
		else if (d->d_tag == DT_STRTAB)
			strings = address;
		else if (d->d_tag == DT_JMPREL)
			relocations[0] = address;
		else if (d->d_tag == DT_PLTRELSZ)
			n_bytes[0] = d->d_un.d_val;
		else if (d->d_tag == DT_RELA)
			relocations[1] = address;
		else if (d->d_tag == DT_RELASZ)
			n_bytes[1] = d->d_un.d_val;
	}
	if (!symbols || !strings)
		return;
	for (int i = 0; i < 2; i++)
		note_places(object, relocations[i],
			    n_bytes[i] / sizeof(ElfW(Rela)), symbols, strings);
}

static int write_place(const struct object *object, const struct place *place,
		       struct why *why)
{
	uintptr_t size = (uintptr_t)sysconf(_SC_PAGESIZE);
	uintptr_t page = (uintptr_t)place->address / size * size;
	bool read_only = page >= object->relro / size * size &&
			 page < object->relro_end / size * size;

	if (read_only &&
	    mprotect((void *)page, size, PROT_READ | PROT_WRITE) < 0)
		return why_errno(why, "%s: its import table is read-only",
				 object->name);
	__atomic_store_n(place->address, place->hook, __ATOMIC_RELEASE);
	if (read_only)
		mprotect((void *)page, size, PROT_READ);
	return 0;
}

int meter_got_patch(const void *inside, const struct meter_import *imports,
		    size_t n_imports, struct why *why)
{
	struct object object = {
		.inside = (uintptr_t)inside,
		.imports = imports,
		.n_imports = n_imports,
	};

	if (!dl_iterate_phdr(find_object, &object))
		return why_set(why, "the interpreter's ELF object is not "
				    "known to the dynamic linker");
	read_imports(&object);
	for (size_t k = 0; k < n_imports; k++)
		if (imports[k].required && !object.has[k])
			return why_set(why,
				       "%s does not import %s: a static "
				       "executable, or another C library",
				       object.name, imports[k].name);
	for (size_t i = 0; i < object.n_places; i++)
		if (write_place(&object, &object.places[i], why) < 0)
			return -1;
	return 0;
}
