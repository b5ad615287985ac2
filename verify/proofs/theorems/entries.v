(* Entries of the field at diagonal A, for every dimension, by sums over indices. *)

From Coq Require Import Reals Lra FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From Swingby Require Import prelude tactics.
From Swingby.theorems Require Import definitions search.
Open Scope R_scope.

(* 1 where k is neither i nor j. *)
Definition apart {d : nat} (i j k : Fin.t d) : R := (1 - kronecker i k) * (1 - kronecker j k).

(* Growth, suppression and noise of Eq. (4.3). *)
Definition growth {d : nat} (a : Fin.t d -> R) (w : mat d d) (i j : Fin.t d) : R := w i j * (a i + a j).
Definition suppression {d : nat} (a : Fin.t d -> R) (w : mat d d) (i j : Fin.t d) : R :=
  1 / 2 * w i j * (w i i * (3 * a i + a j) + (1 - kronecker i j) * w j j * (3 * a j + a i)).
Definition noise {d : nat} (a : Fin.t d -> R) (w : mat d d) (i j : Fin.t d) : R :=
  1 / 2 * sum (fun k => apart i j k * (w k i * w k j * (a i + a j + 2 * a k))).

Lemma diag_left {d n} (a : Fin.t d -> R) (B : mat d n) i j : (diag a * B)%M i j = a i * B i j.
Proof.
  unfold mmul, diag. transitivity (sum (fun k => kronecker i k * (a k * B k j))); [apply sum_ext; intro; ring | ].
  apply (sum_kronecker i (fun k => a k * B k j)).
Qed.

Lemma diag_right {d n} (a : Fin.t d -> R) (B : mat n d) i j : (B * diag a)%M i j = B i j * a j.
Proof.
  unfold mmul, diag. transitivity (sum (fun k => kronecker j k * (B i k * a j))).
  - apply sum_ext; intro k. rewrite (kronecker_sym k j). ring.
  - apply (sum_kronecker j (fun k => B i k * a j)).
Qed.

Theorem index_sum (d : nat) (a : Fin.t d -> R) (w : mat d d) (i j : Fin.t d) :
  symmetric w -> V (diag a) w i j = (a i + a j) * w i j - 1 / 2 * sum (fun k => (a i + a j + 2 * a k) * w i k * w k j).
Proof.
  intros _. unfold V, msub, madd, mopp, mscal. cbn [mpow].
  rewrite !diag_left, !diag_right.
  assert (square : (w * w)%M i j = sum (fun k => w i k * w k j)) by reflexivity.
  assert (between : (w * diag a * w)%M i j = sum (fun k => a k * (w i k * w k j))).
  { unfold mmul at 1. apply sum_ext; intro k. rewrite diag_right. ring. }
  rewrite square, between.
  rewrite (sum_ext (fun k => (a i + a j + 2 * a k) * w i k * w k j)
                   (fun k => (a i + a j) * (w i k * w k j) + 2 * (a k * (w i k * w k j)))) by (intro; ring).
  rewrite sum_plus, !sum_scal. field.
Qed.

Theorem entry_form (d : nat) (a : Fin.t d -> R) (w : mat d d) (i j : Fin.t d) :
  symmetric w -> V (diag a) w i j = growth a w i j - suppression a w i j - noise a w i j.
Proof.
  intro sym. rewrite index_sum by exact sym. unfold growth, suppression, noise.
  assert (turn : forall k, w k i = w i k) by (intro k; exact (f_equal (fun m : mat d d => m i k) sym)).
  destruct (Fin.eq_dec i j) as [<- | other].
  - rewrite kronecker_same.
    rewrite (sum_ext (fun k => apart i i k * _)
      (fun k => (a i + a i + 2 * a k) * w i k * w k i + - 1 * (kronecker i k * ((a i + a i + 2 * a k) * w i k * w k i)))).
    + rewrite sum_plus, sum_scal, sum_kronecker. field.
    + intro k. unfold apart. rewrite (turn k). destruct (Fin.eq_dec i k) as [<- | less];
        [rewrite kronecker_same | rewrite kronecker_other by exact less]; ring.
  - rewrite (kronecker_other i j) by exact other.
    rewrite (sum_ext (fun k => apart i j k * _)
      (fun k => (a i + a j + 2 * a k) * w i k * w k j + - 1 * (kronecker i k * ((a i + a j + 2 * a k) * w i k * w k j) +
                kronecker j k * ((a i + a j + 2 * a k) * w i k * w k j)))).
    + rewrite sum_plus, sum_scal, sum_plus, !sum_kronecker. field.
    + intro k. unfold apart. rewrite (turn k).
      destruct (Fin.eq_dec i k) as [<- | less].
      * rewrite kronecker_same, (kronecker_other j i) by (intro e; now apply other). ring.
      * rewrite (kronecker_other i k) by exact less.
        destruct (Fin.eq_dec j k) as [<- | more]; [rewrite kronecker_same | rewrite (kronecker_other j k) by exact more]; ring.
Qed.

(* The terms k = i and k = j of the sum are the suppression, the others the noise. *)
Theorem index_sum_parts (d : nat) (a : Fin.t d -> R) (w : mat d d) (i j : Fin.t d) :
  symmetric w -> 1 / 2 * sum (fun k => (a i + a j + 2 * a k) * w i k * w k j) = suppression a w i j + noise a w i j.
Proof.
  intro sym. assert (one := index_sum d a w i j sym). assert (other := entry_form d a w i j sym).
  unfold growth in other. lra.
Qed.

Theorem noise_is_squares (d : nat) (a : Fin.t d -> R) (w : mat d d) (i : Fin.t d) :
  noise a w i i = sum (fun k => (1 - kronecker i k) * (w k i ^ 2 * (a i + a k))).
Proof.
  unfold noise. rewrite <- sum_scal. apply sum_ext; intro k. unfold apart.
  destruct (Fin.eq_dec i k) as [<- | less]; [rewrite kronecker_same | rewrite kronecker_other by exact less]; field.
Qed.

Theorem major_entry_slope (d : nat) (a : Fin.t d -> R) (w : mat d d) (i : Fin.t d) :
  symmetric w -> (forall k, 0 <= a k) ->
  2 * a i * w i i * (1 - w i i) - V (diag a) w i i = sum (fun k => (1 - kronecker i k) * (w k i ^ 2 * (a i + a k))) /\
  0 <= 2 * a i * w i i * (1 - w i i) - V (diag a) w i i.
Proof.
  intros sym all.
  assert (same : 2 * a i * w i i * (1 - w i i) - V (diag a) w i i
    = sum (fun k => (1 - kronecker i k) * (w k i ^ 2 * (a i + a k)))).
  { rewrite entry_form by exact sym. rewrite noise_is_squares. unfold growth, suppression. rewrite kronecker_same. field. }
  split; [exact same | ]. rewrite same. apply sum_nonneg; intro k.
  assert (0 <= w k i ^ 2) by apply pow2_ge_0. assert (h := all i). assert (h' := all k).
  destruct (Fin.eq_dec i k) as [<- | less].
  - rewrite kronecker_same. lra.
  - rewrite kronecker_other by exact less. rewrite Rminus_0_r, Rmult_1_l. apply Rmult_le_pos; lra.
Qed.

Theorem eigenvalue_slope (d : nat) (A : mat d d) (l : Fin.t d -> R) (i : Fin.t d) :
  symmetric A -> V A (diag l) i i = 2 * l i * (1 - l i) * A i i.
Proof.
  intros _. unfold V, msub, madd, mopp, mscal. cbn [mpow].
  rewrite ?diag_left, ?diag_right. rewrite <- (mmul_assoc A (diag l) (diag l)), !diag_right.
  rewrite (mmul_assoc (diag l) (diag l) A), !diag_left. field.
Qed.

Theorem terminal_rates (d : nat) (a : Fin.t d -> R) (e : mat d d) (i j : Fin.t d) :
  (- (diag a * e + e * diag a))%M i j = - (a i + a j) * e i j.
Proof. unfold mopp, madd. rewrite diag_left, diag_right. ring. Qed.

Theorem threshold (a1 a2 w11 w12 : R) :
  0 < a1 -> 0 < a2 -> w12 <> 0 ->
  let w := square w11 w12 w12 0 in
  let rate := V (diag (two a1 a2)) w Fin.F1 (Fin.FS Fin.F1) / w12 in
  let turn := 2 * (a1 + a2) / (3 * a1 + a2) in
  (0 < rate <-> w11 < turn) /\ (rate = 0 <-> w11 = turn) /\ (turn < 1 <-> a2 < a1).
Proof.
  intros h1 h2 h w rate turn.
  assert (sym : symmetric w).
  { apply square_symmetric. }
  assert (slope : rate = (3 * a1 + a2) / 2 * (turn - w11)).
  { unfold rate. rewrite index_sum by exact sym. unfold turn, w. cbn. field. lra. }
  assert (pos : 0 < (3 * a1 + a2) / 2) by lra.
  assert (unit : 1 - turn = (a1 - a2) / (3 * a1 + a2)) by (unfold turn; field; lra).
  assert (inv : 0 < / (3 * a1 + a2)) by (apply Rinv_0_lt_compat; lra).
  rewrite slope. unfold Rdiv in unit at 1. repeat split; intro k; try nra.
Qed.

Theorem threshold_of_the_paper (a1 a2 : R) :
  0 < a1 -> 0 < a2 ->
  let turn := 2 * (a1 + a2) / (3 * a1 + a2) in
  4 / 5 - turn = 2 * (a1 - 3 * a2) / (5 * (3 * a1 + a2)) /\ (turn < 4 / 5 -> 3 * a2 < a1).
Proof.
  intros h1 h2 turn. split; [unfold turn; field; lra | ].
  intro less. apply (Rmult_lt_compat_r (3 * a1 + a2)) in less; [ | lra].
  replace (turn * (3 * a1 + a2)) with (2 * (a1 + a2)) in less by (unfold turn; field; lra). lra.
Qed.
