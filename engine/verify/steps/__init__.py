"""The steps (步骤) of scenarios, one family a file, in the words of the glossary. `banshi steps` lists them."""
