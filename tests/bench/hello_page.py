"""A page of 20 KB: what Django says as 'hello', and a file that nginx sends."""

PAGE = b"<!DOCTYPE html><title>Hello</title>" + b"<p>Hello, reader.</p>" * 1000
