"""Work on a stranger's file, done in a process of its own that the kernel bounds and that can be stopped at any time.

`parent` starts it and listens, `child` is what its main module begins with. Neither knows what the work is.
"""
