"""How good the program is, by measures that name themselves: one small file per measure.

A bench is a folder of manuals, questions, photos and gold answers (any part may be missing); `bench` loads it,
`observed` keeps what the program showed, the measure files compare the two, and only they see gold.  The parts
(`manual_part`, `photo_part`, `retrieval_part`, `robustness_part`) run the program over the bench, `baseline` runs
the usual pipeline beside it, `report` prints tables and writes JSON.
"""
