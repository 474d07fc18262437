"""Charts: tables of prose that readers see as a drawing, with the table below it."""
