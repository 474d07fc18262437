"""Any number of invented posts, to see how the site does when it is large.

`words` invents languages, `cast` the people, labels and pictures, `moulds` renders each shape of a
block once, `posts` puts a post together out of these, `tables` copies rows into the database.
"""
