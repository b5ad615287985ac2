(* What the definitions mean, and that their hypotheses can be met: each definition is held by a theorem here or elsewhere. *)

From Coq Require Import Reals Lra FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From Swingby Require Import prelude tactics.
From Swingby.theorems Require Import definitions search gradients laws two.
Open Scope R_scope.

(* -- Words for matrices ---------------------------------------------------------------------------------------- *)

Theorem power (n k : nat) (A : mat n n) : (A ^^ 0)%M = Id /\ (A ^^ 1)%M = A /\ (A ^^ S k)%M = (A * A ^^ k)%M.
Proof. destruct k; repeat split. cbn [mpow]. now rewrite mmul_id_r. Qed.

Theorem diagonal_is_diag (n : nat) (A : mat n n) : diagonal A <-> exists a, A = diag a.
Proof.
  split.
  - intro zero. exists (fun i => A i i). apply mat_ext; intros i j. unfold diag. destruct (Fin.eq_dec i j) as [<- | other].
    + rewrite kronecker_same. ring.
    + rewrite kronecker_other by exact other. rewrite (zero i j other). ring.
  - intros [a ->] i j other. unfold diag. rewrite kronecker_other by exact other. ring.
Qed.

Theorem form_of_sum (n : nat) (A : mat n n) (x : mat n 1) :
  form A x = sum (fun j => sum (fun i => x i Fin.F1 * A i j) * x j Fin.F1).
Proof. unfold form, trace, mmul, mtr. cbn [sum]. ring. Qed.

Theorem definite_is_semidefinite (n : nat) (A : mat n n) : definite A -> semidefinite A.
Proof.
  intros [s pos]. split; [exact s | ]. intro x.
  destruct (Rlt_le_dec 0 (form A x)) as [h | h]; [lra | ].
  assert (zero : x = Zero).
  { apply mat_ext; intros i j. destruct (Req_dec (x i j) 0) as [e | no]; [exact e | exfalso].
    assert (x <> Zero) by (intro e; apply no; now rewrite e). specialize (pos x H). lra. }
  rewrite zero. unfold form. rewrite mmul_zero_r, trace_zero. lra.
Qed.

Lemma all_zero {n} (f : Fin.t n -> R) : (forall i, 0 <= f i) -> sum f <= 0 -> forall i, f i = 0.
Proof.
  intros pos total i. induction i as [n | n i IH]; simpl in total;
    assert (rest := sum_nonneg (fun i => f (Fin.FS i)) (fun i => pos (Fin.FS i))); assert (first := pos Fin.F1); [lra | ].
  apply (IH (fun i => f (Fin.FS i))); [intro; apply pos | lra].
Qed.

Theorem identity_is_definite (n : nat) : definite (Id : mat n n) /\ orthonormal (Id : mat n n) /\ inverse Id (Id : mat n n).
Proof.
  repeat split; try apply mtr_id; unfold orthonormal; rewrite ?mtr_id, ?mmul_id_l; trivial.
  intros x no. destruct (Rlt_le_dec 0 (form Id x)) as [h | h]; [exact h | exfalso; apply no].
  unfold form in h. rewrite mmul_assoc, mmul_id_l in h. unfold trace, mmul, mtr in h.
  apply mat_ext; intros i j. apply Rsqr_eq_0.
  refine (all_zero (fun i => x i j * x i j) (fun i => Rle_0_sqr (x i j)) _ i). apply Req_le.
  refine (all_zero (fun j => sum (fun i => x i j * x i j)) _ h j). intro. apply sum_nonneg. intro. apply Rle_0_sqr.
Qed.

Theorem zero_is_not_definite (n : nat) : ~ definite (Zero : mat (S n) (S n)) /\ semidefinite (Zero : mat n n).
Proof.
  split; [ | split; [apply mtr_zero | ]].
  - intros [_ pos]. specialize (pos (fun _ _ => 1)). unfold form in pos. rewrite mmul_zero_r, mmul_zero_l, trace_zero in pos.
    assert (no : (fun _ _ => 1) <> (Zero : mat (S n) 1)).
    { intro e. apply (f_equal (fun m : mat (S n) 1 => m Fin.F1 Fin.F1)) in e. unfold Zero in e. lra. }
    specialize (pos no). lra.
  - intro x. unfold form. rewrite mmul_zero_r, mmul_zero_l, trace_zero. lra.
Qed.

(* -- The loss is the mean error over data, A their second moment ---------------------------------------------- *)

Theorem loss_of_data (d n : nat) (x : Fin.t n -> mat d 1) (c : R) (W : mat d d) :
  let A := (fun i j => c * sum (fun k => x k i Fin.F1 * x k j Fin.F1)) : mat d d in
  loss A W = c * sum (fun k => test_loss (x k) W).
Proof.
  intro A.
  assert (each : forall k, test_loss (x k) W = 1 / 2 * trace ((W - Id) * (x k * (x k)^T) * (W - Id)^T)%M).
  { intro k. unfold test_loss. f_equal. rewrite trace_mul. f_equal. rewrite !mmul_assoc.
    assert (turn : (W * x k - x k)%M = ((W - Id) * x k)%M) by (unfold msub; rewrite mmul_plus_l, !mopp_scal, mmul_scal_l, mmul_id_l; trivial).
    rewrite turn, mtr_mul, !mmul_assoc. trivial. }
  rewrite (sum_ext _ _ each), sum_scal. unfold loss.
  assert (parts : trace ((W - Id) * A * (W - Id)^T)%M = c * sum (fun k => trace ((W - Id) * (x k * (x k)^T) * (W - Id)^T)%M)).
  { set (D := (W - Id)%M). unfold trace. rewrite sum_exchange, <- sum_scal. apply sum_ext; intro i. unfold mmul at 1 3.
    rewrite sum_exchange, <- sum_scal. apply sum_ext; intro j. unfold mmul at 1 2.
    transitivity (c * (sum (fun k => sum (fun l => D i l * (x k * (x k)^T)%M l j) * (D^T)%M j i))); [ | trivial].
    rewrite (sum_ext (fun k => _ * _) (fun k => (D^T)%M j i * sum (fun l => D i l * (x k * (x k)^T)%M l j))) by (intro; ring).
    rewrite sum_scal, sum_exchange.
    rewrite (sum_ext (fun l => D i l * A l j) (fun l => c * sum (fun k => D i l * (x k * (x k)^T)%M l j))).
    - rewrite sum_scal. ring.
    - intro l. unfold A. rewrite sum_scal. rewrite (sum_ext (fun k => (x k * (x k)^T)%M l j) (fun k => x k l Fin.F1 * x k j Fin.F1)).
      + ring.
      + intro k. unfold mmul, mtr. cbn [sum]. ring. }
  rewrite parts. ring.
Qed.

(* -- Gradient flows are those of the equations, and no others ------------------------------------------------- *)

Theorem one_layer_descends (d : nat) (A : mat d d) (W : R -> mat d d) (t : R) :
  symmetric A -> (descends (loss A) W t <-> is_derivative W (- ((W t - Id) * A))%M t).
Proof.
  intro sym. split; [now apply one_layer_flow | ]. intro moves. exists ((W t - Id) * A)%M. split; [now apply one_layer_gradient | exact moves].
Qed.

Theorem tied_descends (d m : nat) (A : mat d d) (U : R -> mat d m) (t : R) :
  symmetric A -> (descends (tied_loss A) U t <-> is_derivative U (2 .* (X A (U t * (U t)^T) * U t))%M t).
Proof.
  intro sym. assert (is := tied_gradient _ _ A (U t) sym). assert (same := tied_gradient_clock _ _ A (U t) _ sym is). split.
  - intros [G [given moves]]. now rewrite (tied_gradient_clock _ _ A _ G sym given) in moves.
  - intro moves. rewrite <- same in moves. eexists. split; [exact is | exact moves].
Qed.

(* -- Two rows -------------------------------------------------------------------------------------------------- *)

Theorem determinants (A B : mat 2 2) (x y : R) :
  determinant (A * B)%M = determinant A * determinant B /\ determinant (diag (two x y)) = x * y /\ potential Id = 0.
Proof.
  assert (one : determinant Id = 1).
  { unfold determinant, Id. rewrite !kronecker_same, !kronecker_other by discriminate. ring. }
  repeat split.
  - unfold determinant, mmul. cbn [sum]. ring.
  - unfold determinant, diag. rewrite !kronecker_same, !kronecker_other by discriminate. cbn [two]. ring.
  - unfold potential. rewrite one, ln_1, trace_id. simpl. ring.
Qed.

(* -- The training loss does not rise on the printed clock ------------------------------------------------------ *)

Lemma falls (f f' : R -> R) (s t : R) : (forall r, is_derive f r (f' r)) -> (forall r, f' r <= 0) -> s <= t -> f t <= f s.
Proof.
  intros slope below less. destruct (MVT_gen f s t f') as [r [_ mean]].
  - intros r _. apply slope.
  - intros r _. apply derivable_continuous_pt. exists (f' r). apply is_derive_Reals, slope.
  - specialize (below r). nra.
Qed.

Theorem loss_never_rises (d m : nat) (A : mat d d) (U : R -> mat d m) (s t : R) :
  symmetric A -> (forall r, is_derivative U (X A (U r * (U r)^T) * U r)%M r) -> s <= t ->
  tied_loss A (U t) <= tied_loss A (U s).
Proof.
  intros sym moves less.
  apply (falls (fun r => tied_loss A (U r)) (fun r => - 2 * trace (X A (U r * (U r)^T) * (U r * (U r)^T) * X A (U r * (U r)^T))%M)); [ | | exact less];
    intro r; destruct (loss_decrease d m A U r sym (moves r)) as [slope [_ below]]; [exact slope | exact below].
Qed.

(* -- The area law at two concepts, as a whole ------------------------------------------------------------------ *)

Theorem area_at_two (A : mat 2 2) (W : R -> mat 2 2) (T : R) :
  symmetric A -> (forall t, symmetric (W t)) -> follows A W -> 0 <= T -> (forall t, 0 <= t <= T -> 0 < determinant (W t)) ->
  (forall t, 0 <= t <= T -> is_derive (fun s => trace (W s) - ln (determinant (W s)) - 2) t (- 4 * loss A (W t))) /\
  is_RInt (fun t => loss A (W t)) 0 T
    ((trace (W 0) - ln (determinant (W 0)) - 2 - (trace (W T) - ln (determinant (W T)) - 2)) / 4).
Proof.
  intros a w flow hT pos. split; [ | now apply area]. intros t inside. now apply potential_falls, pos.
Qed.
