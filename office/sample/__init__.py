"""Loading a folder of sample content through the office's own services."""
