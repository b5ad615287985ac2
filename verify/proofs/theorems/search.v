(* Proof search for derivatives and traces of matrices. Nothing here is trusted: what it finds is checked by the kernel. *)

From Coq Require Import Reals Lra FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From Swingby Require Import prelude tactics.
From Swingby.theorems Require Import definitions.
Open Scope R_scope.

Lemma derivative_eq {m n} (F : R -> mat m n) D E t : is_derivative F D t -> D = E -> is_derivative F E t.
Proof. now intros f <-. Qed.

Lemma derive_eq (f : R -> R) (x y t : R) : is_derive f t x -> x = y -> is_derive f t y.
Proof. now intros h <-. Qed.

Lemma derive_half_trace {n} (F : R -> mat n n) D t x :
  is_derivative F D t -> 1 / 2 * trace D = x -> is_derive (fun s => 1 / 2 * trace (F s)) t x.
Proof. intros f <-. apply (is_derive_scal (fun s => trace (F s))). now apply derivative_trace. Qed.

(* Traces of words, those that are one another's rotation or transpose written alike. *)
Ltac length_of word := match word with mmul _ ?B => let n := length_of B in constr:(S n) | _ => constr:(O) end.
Ltac traces :=
  traced;
  repeat match goal with
    |- context [trace ?A] => match goal with
      |- context [trace ?B] =>
        tryif constr_eq A B then fail else
          (let m := length_of A in let n := length_of B in
           constr_eq m n; replace (trace A) with (trace B) by (symmetry; turned)) end end;
  try field.

(* A member of a set of n, n a number, is one of n. *)
Ltac member i :=
  apply (Fin.caseS' i);
  [ | let j := fresh "j" in intro j; first [exact (Fin.case0 (fun _ => _) j) | member j]]; try clear i.

Lemma square_symmetric (a b c : R) : symmetric (square a b b c).
Proof. apply mat_ext; intros i j. member i; member j; reflexivity. Qed.

(* Explicit matrices, entry by entry. *)
Ltac explicit :=
  unfold test_loss, form, trace, V, diag, msub, madd, mopp, mscal, mtr, column, Id; cbn [mpow]; unfold mmul; cbn [sum];
  rewrite ?kronecker_same, ?kronecker_other by discriminate; cbn [two square].

Lemma diag_symmetric {n} (a : Fin.t n -> R) : symmetric (diag a).
Proof.
  apply mat_ext; intros i j. unfold mtr, diag. destruct (Fin.eq_dec i j) as [<- | other]; [reflexivity | ].
  rewrite !kronecker_other by (trivial; intro e; now apply other). ring.
Qed.
