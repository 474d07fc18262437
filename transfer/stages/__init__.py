"""The stages of an import, each of which goes on where it was interrupted.

1. `read` stores the items of the export, and nothing in the blog: the dry run.
2. `plan` chooses accounts, labels and URL paths.
3. `write` saves everything through the operations of the blog, a batch in one transaction.
"""
