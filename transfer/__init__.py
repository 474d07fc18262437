"""Imports from other blogs, and exports.

An import runs in stages, each a background task that continues where it was interrupted: `readers`
turn the files of a platform into `items`; `writing` saves them through the operations of the blog.
"""
