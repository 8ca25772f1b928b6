"""The guide: the Markdown files of `docs/` as HTML pages."""
