"""Lists of people that schools keep in Excel: read, compared with who is here, looked through, written.

`tables` makes rows of cells from a file, `columns` says which column is what, `lines` what a line means,
`judging` compares with the people of the schools, `working` is the machine that does it in the
background and writes what was confirmed. `words` holds the sentences, `sheets` the files we hand out.
"""
