(* Printed statements that are false, each with its counterexample. *)

From Coq Require Import Reals Lra FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From Swingby Require Import prelude tactics.
From Swingby.theorems Require Import definitions search gradients.
Open Scope R_scope.

(* The printed W' = V(W) is not the gradient flow of the tied loss: at d = 1 this one moves by 2 V(W). *)
Theorem tied_as_printed :
  ~ (forall (d m : nat) (A : mat d d) (U : R -> mat d m) (t : R), semidefinite A -> descends (tied_loss A) U t ->
       is_derivative (fun s => U s * (U s)^T)%M (V A (U t * (U t)^T)%M) t).
Proof.
  intro all. pose (A := Id : mat 1 1). pose (u := ((1 / 2) .* Id)%M : mat 1 1).
  assert (sym : symmetric A) by apply mtr_id.
  pose (G := (- ((2 .* A - A * (u * u^T) - (u * u^T) * A) * u))%M).
  pose (U := fun s => (u + s .* - G)%M).
  assert (at_zero : U 0 = u) by (unfold U; rewrite mscal_zero; apply madd_zero_r).
  assert (down : descends (tied_loss A) U 0).
  { exists G. rewrite at_zero. split; [exact (tied_gradient _ _ A u sym) | apply derivative_line]. }
  assert (pos : semidefinite A).
  { split; [exact sym | ]. intro x. unfold form, A. rewrite mmul_assoc, mmul_id_l. apply trace_square. }
  assert (one := all _ _ A U 0 pos down). assert (two := tied_factor _ _ A U 0 sym down).
  rewrite at_zero in one, two. assert (same := derivative_unique _ _ _ _ one two).
  apply (f_equal (fun m : mat 1 1 => m Fin.F1 Fin.F1)) in same. revert same.
  unfold V, u, A, Id, msub, madd, mopp, mscal, mmul, mtr. cbn [mpow sum]. unfold mmul. cbn [sum].
  rewrite !kronecker_same. lra.
Qed.

(* Theorem 4.1 as printed, at d = 3 and s = 2: the sum over trained coordinates misses those that the input has beside them. *)
Theorem output_as_printed :
  ~ (forall (a : Fin.t 3 -> R) (W : R -> mat 3 3) (z : mat 3 1) (t : R) (k : Fin.t 3),
       0 < a Fin.F1 -> 0 < a (Fin.FS Fin.F1) -> a (Fin.FS (Fin.FS Fin.F1)) = 0 -> 0 <= t -> (forall s, descends (loss (diag a)) W s) ->
       let trained := fun p : Fin.t 3 => match p with @Fin.FS _ (@Fin.FS _ _) => 0 | _ => 1 end in
       (W t * z)%M k Fin.F1 =
       trained k * (1 - exp (- (a k * t))) * z k Fin.F1 + sum (fun i => trained i * (exp (- (a i * t)) * W 0 k i * z i Fin.F1))).
Proof.
  intro all.
  pose (a := fun p : Fin.t 3 => match p with @Fin.FS _ (@Fin.FS _ _) => 0 | _ => 1 end).
  pose (W0 := (fun i j => match i, j with @Fin.F1 _, @Fin.FS _ (@Fin.FS _ _) => 1 | _, _ => 0 end) : mat 3 3).
  pose (E := fun t => diag (fun i => exp (- (a i * t)))).
  destruct (one_layer_exponential 3 a) as [start moves].
  destruct (one_layer_solution 3 (diag a) W0 E moves start) as [begins solves].
  assert (sym : symmetric (diag a)) by apply diag_symmetric.
  pose (W := fun t => (Id + (W0 - Id) * E t)%M).
  assert (down : forall s, descends (loss (diag a)) W s).
  { intro s. exists ((W s - Id) * diag a)%M. split; [now apply one_layer_gradient | apply solves]. }
  specialize (all a W (fun _ _ => 1) 0 Fin.F1). cbn beta zeta in all.
  specialize (all Rlt_0_1 Rlt_0_1 eq_refl (Rle_refl 0) down). assert (initial : W 0 = W0) by exact begins.
  rewrite initial in all. revert all. unfold mmul, W0, a. cbn.
  rewrite ?Rmult_0_r, ?Ropp_0, ?exp_0. lra.
Qed.

(* W + eta V(W) does not keep W positive definite, at a step that Appendix D allows:
   A = diag(6, 1), eta = 1/(9 K gamma alpha) at K = 20. *)
Theorem recurrence_keeps_definite :
  ~ (forall (d : nat) (a : Fin.t d -> R) (W : mat d d) (alpha gamma K eta : R),
       0 < alpha -> 1 < gamma -> 20 <= K -> (forall k, alpha <= a k <= gamma * alpha) -> 0 < eta <= 1 / (9 * K * gamma * alpha) ->
       definite W -> definite (W + eta .* V (diag a) W)%M).
Proof.
  intro all. pose (W := square (1 / 100) (1 / 100) (1 / 100) (1 / 100 * (1 + 1 / 1000000))).
  assert (def : definite W).
  { split; [apply square_symmetric | ]. intros x no.
    pose (p := x Fin.F1 Fin.F1). pose (q := x (Fin.FS Fin.F1) Fin.F1).
    assert (form_is : form W x = 1 / 100 * (p + q) ^ 2 + 1 / 100000000 * q ^ 2).
    { unfold form, trace, mmul, mtr, W. cbn. fold p q. field. }
    rewrite form_is. assert (0 <= (p + q) ^ 2) by apply pow2_ge_0. assert (0 <= q ^ 2) by apply pow2_ge_0.
    destruct (Req_dec q 0) as [q0 | q0].
    - destruct (Req_dec p 0) as [p0 | p0].
      + exfalso. apply no. apply mat_ext; intros i j. member j. member i; [exact p0 | exact q0].
      + rewrite q0, Rplus_0_r. assert (0 < p ^ 2) by (now apply pow2_gt_0). nra.
    - assert (0 < q ^ 2) by (now apply pow2_gt_0). nra. }
  assert (bad : definite (W + (1 / 1080) .* V (diag (two 6 1)) W)%M).
  { apply (all 2%nat (two 6 1) W 1 6 20); try lra; [ | exact def]. intro k. member k; unfold two; lra. }
  destruct bad as [_ bad]. specialize (bad (column (two (- 111) 112))).
  assert (no : column (two (- 111) 112) <> Zero).
  { intro e. apply (f_equal (fun m : mat 2 1 => m Fin.F1 Fin.F1)) in e. unfold column, Zero, two in e. lra. }
  specialize (bad no). revert bad. unfold W. explicit. lra.
Qed.

(* The test loss of one linear layer can rise:
   A = diag(1, 8), z = (2, 1), W(0) = [[0, 3/2], [0, 0]], between exp(-t) = 1 and 19/20. *)
Theorem one_layer_never_rises :
  ~ (forall (d : nat) (a : Fin.t d -> R) (W : R -> mat d d) (z : mat d 1) (s t : R),
       (forall k, 0 < a k) -> (forall r, descends (loss (diag a)) W r) -> s <= t -> test_loss z (W t) <= test_loss z (W s)).
Proof.
  intro all. pose (a := two 1 8). pose (W0 := square 0 (3 / 2) 0 0).
  pose (E := fun t => diag (fun i => exp (- (a i * t)))).
  destruct (one_layer_exponential 2 a) as [start moves].
  destruct (one_layer_solution 2 (diag a) W0 E moves start) as [begins solves].
  assert (sym : symmetric (diag a)) by apply diag_symmetric.
  pose (W := fun t => (Id + (W0 - Id) * E t)%M).
  assert (down : forall s, descends (loss (diag a)) W s).
  { intro s. exists ((W s - Id) * diag a)%M. split; [now apply one_layer_gradient | apply solves]. }
  assert (pos : forall p, 0 < a p) by (intro p; member p; unfold a, two; lra).
  pose (t := - ln (19 / 20)).
  assert (later : 0 <= t).
  { unfold t. assert (ln (19 / 20) < ln 1) by (apply ln_increasing; lra). rewrite ln_1 in H. lra. }
  specialize (all 2%nat a W (column (two 2 1)) 0 t pos down later).
  assert (x1 : exp (- (1 * t)) = 19 / 20).
  { unfold t. replace (- (1 * - ln (19 / 20))) with (ln (19 / 20)) by ring. apply exp_ln. lra. }
  assert (x8 : exp (- (8 * t)) = (19 / 20) ^ 8).
  { rewrite <- x1, exp_pow. f_equal. simpl. ring. }
  assert (initial : W 0 = W0) by exact begins.
  rewrite initial in all. revert all. unfold W, E, W0, a. explicit. rewrite x1, x8. lra.
Qed.
