"""From models and reports to what a page shows, in the reader's language. No page is built outside the templates."""
