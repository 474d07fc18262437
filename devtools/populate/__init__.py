"""Generator of any number of posts, to test the site with a lot of content.

`languages` invents words and sentences, `paragraphs` composes paragraphs of them, `cast` creates
authors, sources, labels and photos, `block_templates` renders each shape of block once, `posts` and
`bodies` compose posts, `batches` copies them into the `tables` in parallel.
"""
