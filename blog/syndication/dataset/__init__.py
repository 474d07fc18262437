"""The dataset: all published quotations and their sources as files, written every night."""
