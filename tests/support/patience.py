"""How long tests wait for other processes."""

# In seconds. A wait ends as soon as its condition holds; this limit only ends waits in which it
# never will, so it is far above what a starved worker, which has a low priority, needs to start.
PATIENCE = 600
