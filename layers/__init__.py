"""How the layers of third-party packages are made small. Run by the Makefile's recipes, never shipped."""
