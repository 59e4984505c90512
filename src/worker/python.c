/*
 * gilbench-python: the embedded interpreter as a python like any other, so
 * that worker processes can run the very same executable. Nothing of
 * gilbench is in it, and it needs no Python.h.
 */
extern int Py_BytesMain(int argc, char **argv);

int main(int argc, char **argv)
{
	return Py_BytesMain(argc, argv);
}
