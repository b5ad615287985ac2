(* The task and its networks, as definitions: all that the theorems speak of, beside the matrices of the prelude.

   A          second moment E[x x^T] of the data            W    the map that is learned, U tied weights, W = U U^T
   loss       1/2 E |W x - x|^2 = 1/2 tr((W - I) A (W - I)^T)
   X, V       the generator and the field of the printed clock, W' = V(W) = X W + W X
   descends   a curve that moves at time t by minus the gradient of a function: gradient flow
   follows    a curve of maps that moves by V at every time: the flow of Eq. (4.3)

   Source: Yang et al., ICLR 2025 (arXiv 2410.08309v2), section 4 and Eq. (4.3), as transcribed. *)

From Coq Require Import Reals.
From Coquelicot Require Import Coquelicot.
From Swingby Require Import prelude.
Open Scope R_scope.

Definition loss {d : nat} (A W : mat d d) : R := 1 / 2 * trace ((W - Id) * A * (W - Id)^T)%M.

(* The loss of tied weights of any width m. *)
Definition tied_loss {d m : nat} (A : mat d d) (U : mat d m) : R := loss A (U * U^T)%M.

(* The loss of two free layers of any width m. *)
Definition free_loss {d m : nat} (A : mat d d) (W2 : mat d m) (W1 : mat m d) : R := loss A (W2 * W1)%M.

(* The loss at one input z. *)
Definition test_loss {d : nat} (z : mat d 1) (W : mat d d) : R := 1 / 2 * trace ((W * z - z)^T * (W * z - z))%M.

Definition X {d : nat} (A W : mat d d) : mat d d := (A - (1 / 2) .* (A * W + W * A))%M.

Definition V {d : nat} (A W : mat d d) : mat d d := (W * A + A * W - (1 / 2) .* (A * W ^^ 2 + W ^^ 2 * A + 2 .* (W * A * W)))%M.

Definition commutator {d : nat} (A B : mat d d) : mat d d := (A * B - B * A)%M.

Definition descends {m n : nat} (f : mat m n -> R) (F : R -> mat m n) (t : R) : Prop :=
  exists G, is_gradient f G (F t) /\ is_derivative F (- G)%M t.

Definition follows {d : nat} (A : mat d d) (W : R -> mat d d) : Prop := forall t, is_derivative W (V A (W t)) t.

Definition diag {d : nat} (a : Fin.t d -> R) : mat d d := fun i j => kronecker i j * a j.

Definition column {d : nat} (v : Fin.t d -> R) : mat d 1 := fun i _ => v i.

(* Two numbers, and a matrix of two rows. *)
Definition two (x y : R) : Fin.t 2 -> R := fun i => match i with @Fin.F1 _ => x | @Fin.FS _ _ => y end.

Definition square (a b c e : R) : mat 2 2 := fun i => match i with @Fin.F1 _ => two a b | @Fin.FS _ _ => two c e end.

Definition determinant (A : mat 2 2) : R :=
  A Fin.F1 Fin.F1 * A (Fin.FS Fin.F1) (Fin.FS Fin.F1) - A Fin.F1 (Fin.FS Fin.F1) * A (Fin.FS Fin.F1) Fin.F1.
