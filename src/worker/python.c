/*
 * gilbench-python: the embedded interpreter as a python like any other, so
 * that worker processes can run the very same executable. Nothing of
 * gilbench is in it, and it needs no Python.h.
 */
extern int Py_BytesMain(int argc, char **argv);

#ifdef SANITIZED
/*
 * What Python leaks at its end is no concern here, and what it hides in
 * arenas of its own looks leaked. Of races between it and gilbench, its locks
 * are seen, but not its plain accesses.
 */
const char *__asan_default_options(void);
const char *__tsan_default_options(void);

const char *__asan_default_options(void)
{
	return "detect_leaks=0";
}

const char *__tsan_default_options(void)
{
	return "ignore_noninstrumented_modules=1";
}
#endif

int main(int argc, char **argv)
{
	return Py_BytesMain(argc, argv);
}
