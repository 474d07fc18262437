"""A page of 20 KB, for the 'hello' view and for a static file that nginx sends."""

PAGE = b"<!DOCTYPE html><title>Hello</title>" + b"<p>Hello, reader.</p>" * 1000
