"""The commands of `swingby`, one file each; each imports what it needs when it runs, so that --help is quick."""
