"""Audio, video and PDF files: what may be uploaded, and what their headers say. No decoding."""
