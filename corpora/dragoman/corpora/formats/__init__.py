"""File formats, one module each: `parse` makes a document of bytes, and the document renders translations back."""
