"""What takes long to try, `make soak`: odd inputs, sudden deaths, other versions, the habits of other machines."""
