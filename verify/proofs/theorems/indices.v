(* Entries for every dimension, by sums over indices: what follows from the entry form, and the second moment of the data. *)

From Coq Require Import Reals Lra.
From Swingby Require Import prelude tactics.
From Swingby.theorems Require Import definitions search entries.
Open Scope R_scope.

Theorem loss_in_eigenvalues (d : nat) (A : mat d d) (l : Fin.t d -> R) :
  symmetric A ->
  (forall i, ((Id - diag l) * A * (Id - diag l))%M i i = (1 - l i) ^ 2 * A i i) /\
  2 * loss A (diag l) = sum (fun i => (1 - l i) ^ 2 * A i i).
Proof.
  intros _. assert (rest : (Id - diag l)%M = diag (fun i => 1 - l i)).
  { apply mat_ext; intros i j. unfold msub, madd, mopp, Id, diag.
    destruct (Fin.eq_dec i j) as [<- | other]; [ring | rewrite kronecker_other by exact other; ring]. }
  assert (entry : forall i, ((Id - diag l) * A * (Id - diag l))%M i i = (1 - l i) ^ 2 * A i i).
  { intro i. rewrite rest, diag_right, diag_left. ring. }
  split; [exact entry | ]. rewrite <- (sum_ext _ _ entry). unfold loss.
  assert (turned : ((diag l - Id) * A * (diag l - Id)^T = (Id - diag l) * A * (Id - diag l))%M).
  { assert (flip : (diag l - Id)%M = diag (fun i => - (1 - l i))).
    { apply mat_ext; intros i j. unfold msub, madd, mopp, Id, diag.
      destruct (Fin.eq_dec i j) as [<- | other]; [ring | rewrite kronecker_other by exact other; ring]. }
    rewrite flip, rest, (diag_symmetric _ : (_ ^T)%M = _). apply mat_ext; intros i j. rewrite !diag_right, !diag_left. ring. }
  rewrite turned. unfold trace. field.
Qed.

Theorem recurrence_bounds (d : nat) (a : Fin.t d -> R) (w : mat d d) (eta : R) (i : Fin.t d) :
  symmetric w ->
  let next := (w + eta .* V (diag a) w)%M in let x := 2 * eta * a i in
  let N := sum (fun k => (1 - kronecker i k) * (w k i ^ 2 * (a i + a k))) in
  1 - next i i = (1 - w i i) * (1 - x * w i i) + eta * N /\ (1 + x) * w i i - next i i = x * w i i ^ 2 + eta * N.
Proof.
  intros sym next x N.
  assert (slope : V (diag a) w i i = 2 * a i * w i i * (1 - w i i) - N).
  { rewrite entry_form by exact sym. rewrite noise_is_squares. unfold growth, suppression. rewrite kronecker_same. fold N. field. }
  unfold next, madd, mscal. rewrite slope. unfold x. split; ring.
Qed.

(* s clusters of equal weight with means mu_k e_k and variances sigma_i^2; then one more of these variances, at the origin. *)
Theorem second_moment (s : nat) (mu sigma : Fin.t s -> R) (i j : Fin.t s) :
  let spread := kronecker i j * sigma i ^ 2 in
  let total := sum (fun k => kronecker k i * mu i * (kronecker k j * mu j) + spread) in
  total / INR s = kronecker i j * (sigma i ^ 2 + mu i ^ 2 / INR s) /\
  (total + spread) / (INR s + 1) = kronecker i j * (sigma i ^ 2 + mu i ^ 2 / (INR s + 1)).
Proof.
  intros spread total.
  assert (is : total = kronecker i j * (mu i ^ 2 + INR s * sigma i ^ 2)).
  { unfold total. rewrite sum_plus, (sum_ext (fun _ => spread) (fun _ => spread * 1)), sum_scal, sum_one by (intro; ring).
    rewrite (sum_ext (fun k => _ * _ * _) (fun k => kronecker i k * (mu i * (kronecker k j * mu j))))
      by (intro; rewrite (kronecker_sym i); ring).
    rewrite sum_kronecker. unfold spread.
    destruct (Fin.eq_dec i j) as [<- | other]; [ring | rewrite kronecker_other by exact other; ring]. }
  assert (0 < INR s).
  { destruct s as [ | n]; [inversion i | apply lt_0_INR, PeanoNat.Nat.lt_0_succ]. }
  rewrite is. unfold spread. split; field; lra.
Qed.
