"""Normal forms of what staff type: phone, e-mail, name, company, place, identifier, date, number, text, yes/no.

Every function is pure and total: any cell value goes in, a value or None comes out, nothing is raised. Originals stay
as they are; a normal form serves comparing or is a proposal that a person accepts.
"""
