"""From TeX files to rows of mathematics: inputs, comments, macros, displays and marks."""
