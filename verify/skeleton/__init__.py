"""What `swingby new` begins a theory with."""
