"""The demo blog: invented affairs, invented people, real structure."""
