"""HTML pages: the edge, the layout, forms, static files."""
