(* Laws of the tied flow, in every dimension. *)

From Coq Require Import Reals Lra FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From Swingby Require Import prelude tactics.
From Swingby.theorems Require Import definitions search gradients.
Open Scope R_scope.

Theorem symmetry (d : nat) (A W : mat d d) : symmetric A -> symmetric W -> symmetric (V A W).
Proof. intros a w. unfold symmetric, V. words. Qed.

Theorem congruence_form (d : nat) (A W : mat d d) : symmetric A -> symmetric W -> V A W = (X A W * W + W * X A W)%M.
Proof. intros a w. unfold V, X. words. Qed.

Theorem riccati_form (d : nat) (A W : mat d d) :
  symmetric A -> symmetric W ->
  V A W = (A * W + W * A - 2 .* (W * A * W) - (1 / 2) .* commutator (commutator A W) W)%M.
Proof. intros a w. unfold V, commutator. words. Qed.

Theorem duality (d : nat) (A W : mat d d) : symmetric A -> V A (Id - W)%M = V A W.
Proof. intros a. unfold V. words. Qed.

Theorem duality_of_curves (d : nat) (A : mat d d) (W : R -> mat d d) :
  symmetric A -> follows A W -> follows A (fun t => Id - W (- t)%R)%M.
Proof.
  intros a flow t i j.
  change (is_derive (fun s => Id i j + - W (- s) i j) t (V A (Id - W (- t)%R)%M i j)).
  rewrite duality by exact a. specialize (flow (- t) i j). revert flow. generalize (V A (W (- t)) i j). intros v flow.
  apply (derive_eq _ (0 + - (- 1 * v))); [ | ring].
  apply (is_derive_plus (fun _ => Id i j) (fun s => - W (- s) i j)); [apply (is_derive_const (Id i j)) | ].
  apply (is_derive_opp (fun s => W (- s) i j) t (- 1 * v)).
  apply (is_derive_comp (fun s => W s i j) Ropp t v (- 1)); [exact flow | ].
  auto_derive; [exact Logic.I | ring].
Qed.

Theorem loss_decrease (d m : nat) (A : mat d d) (U : R -> mat d m) (t : R) :
  symmetric A -> let W := (U t * (U t)^T)%M in
  is_derivative U (X A W * U t)%M t ->
  is_derive (fun s => tied_loss A (U s)) t (- 2 * trace (X A W * W * X A W)%M) /\
  (forall G, is_gradient (tied_loss A) G (U t) -> - 2 * trace (X A W * W * X A W)%M = - (1 / 2) * trace (G^T * G)%M) /\
  - 2 * trace (X A W * W * X A W)%M <= 0.
Proof.
  intros sym W moves.
  assert (half : forall G, is_gradient (tied_loss A) G (U t) -> G = ((- 2) .* (X A W * U t))%M).
  { intros G given. rewrite (gradient_unique _ _ _ _ given (tied_gradient _ _ A (U t) sym)). unfold X, W. words. }
  assert (symW : symmetric W) by (unfold symmetric, W; words).
  assert (symX : symmetric (X A W)) by (unfold symmetric, X; words).
  assert (square : trace (X A W * W * X A W)%M = trace ((X A W * U t)^T * (X A W * U t))%M).
  { unfold W at 2. set (Y := X A W) in *. clearbody Y. traces. }
  split; [ | split].
  - pose (D := (W - Id)%M).
    assert (symD : symmetric D) by (unfold symmetric, D; words).
    assert (pair : (A * D + D * A = (- 2) .* X A W)%M) by (unfold D, X; words).
    unfold tied_loss, loss. eapply derive_half_trace; [differentiated | ]. fold W D. cbn beta.
    transitivity (trace (X A W * W * (A * D + D * A))%M).
    + fold W. set (Y := X A W) in *. clearbody D Y. unfold W in *. traces.
    + rewrite pair. traces.
  - intros G given. rewrite (half G given), square. traces.
  - rewrite square. assert (h := trace_square (X A W * U t)%M). lra.
Qed.

Theorem area_slope (d : nat) (A W B : mat d d) :
  symmetric A -> definite W -> inverse B W ->
  trace (V A W) - trace (B * V A W)%M = - 2 * trace ((Id - W) * A * (Id - W))%M /\
  trace (V A W) - trace (B * V A W)%M = - 4 * loss A W.
Proof.
  intros a [w _] [left right].
  assert (turned : trace (B * V A W)%M = 2 * trace (X A W)).
  { rewrite (congruence_form _ A W a w), mmul_plus_r, trace_plus.
    rewrite (trace_mul B (X A W * W)%M), mmul_assoc, right, mmul_id_r, <- mmul_assoc, left, mmul_id_l. ring. }
  rewrite turned. unfold loss, V, X. split; traces.
Qed.

Theorem determinant_slope (d : nat) (A W B E : mat d d) :
  symmetric A -> definite W -> inverse B W -> inverse E (Id - W)%M ->
  trace (B * V A W)%M = 2 * trace (A * (Id - W))%M /\
  trace (E * - V A W)%M = - 2 * trace (A * W)%M /\
  trace (B * V A W)%M - trace (E * - V A W)%M = 2 * trace A.
Proof.
  intros a [w _] [left right] [left' right'].
  assert (turned : trace (B * V A W)%M = 2 * trace (A * (Id - W))%M).
  { rewrite (congruence_form _ A W a w), mmul_plus_r, trace_plus.
    rewrite (trace_mul B (X A W * W)%M), mmul_assoc, right, mmul_id_r, <- mmul_assoc, left, mmul_id_l. unfold X. traces. }
  assert (turned' : trace (E * - V A W)%M = - 2 * trace (A * W)%M).
  { assert (form : (- V A W = - (A - X A W) * (Id - W) + (Id - W) * - (A - X A W))%M) by (unfold V, X; words).
    rewrite form, mmul_plus_r, trace_plus.
    rewrite (trace_mul E (- (A - X A W) * (Id - W))%M), mmul_assoc, right', mmul_id_r, <- mmul_assoc, left', mmul_id_l.
    unfold X. traces. }
  rewrite turned, turned'. repeat split; traces.
Qed.

Theorem test_loss_slope (d : nat) (z : mat d 1) (W : R -> mat d d) (D : mat d d) (t : R) :
  is_derivative W D t -> is_derive (fun s => test_loss z (W s)) t (trace ((W t * z - z)^T * (D * z))%M).
Proof.
  intro moves. unfold test_loss. eapply derive_half_trace; [differentiated | ]. cbn beta.
  set (r := (W t * z - z)%M). rewrite mmul_zero_r. traces.
Qed.

Theorem descent_keeps_semidefinite (d m : nat) (A : mat d d) (U G : mat d m) (eta : R) :
  symmetric A -> is_gradient (tied_loss A) G U ->
  let W := (U * U^T)%M in let next := (U - (eta / 2) .* G)%M in
  (next * next^T = (Id + eta .* X A W) * W * (Id + eta .* X A W))%M /\ semidefinite (next * next^T)%M.
Proof.
  intros sym given W next. split.
  - unfold next. rewrite (gradient_unique _ _ _ _ given (tied_gradient _ _ A U sym)). unfold X, W. words.
  - split; [unfold symmetric; words | ]. intro x. unfold form.
    replace (trace (x^T * (next * next^T) * x)%M) with (trace ((next^T * x)^T * (next^T * x))%M); [apply trace_square | ].
    clearbody next. traces.
Qed.

Theorem finite_step (d m : nat) (A : mat d d) (U : mat d m) (eta : R) :
  symmetric A -> let W := (U * U^T)%M in let next := (U + eta .* (X A W * U))%M in
  (next * next^T = W + eta .* V A W + (eta ^ 2) .* (X A W * W * X A W))%M.
Proof. intros a W next. unfold next, X, V, W. words. Qed.

Theorem recurrence_step (d : nat) (A W : mat d d) (eta : R) :
  symmetric A -> symmetric W ->
  (W + eta .* V A W = (Id + eta .* X A W) * W * (Id + eta .* X A W) - (eta ^ 2) .* (X A W * W * X A W))%M.
Proof. intros a w. unfold X, V. words. Qed.

(* The data, the map and the input turned by Q, which may have more rows than columns. *)
Theorem correlated_tied (d n : nat) (A W : mat d d) (Q : mat n d) :
  orthonormal Q ->
  V (Q * A * Q^T)%M (Q * W * Q^T)%M = (Q * V A W * Q^T)%M.
Proof.
  intro q. unfold V. words.
Qed.

Theorem correlated_test_loss (d n : nat) (W : mat d d) (z : mat d 1) (Q : mat n d) :
  orthonormal Q -> test_loss (Q * z)%M (Q * W * Q^T)%M = test_loss z W.
Proof.
  intro q. unfold test_loss. traces.
Qed.

Theorem test_loss_form (d : nat) (z : mat d 1) (W : mat d d) :
  test_loss z W = 1 / 2 * trace (z^T * (W - Id)^T * (W - Id) * z)%M.
Proof. unfold test_loss. traces. Qed.

Theorem near_identity (d : nat) (A E : mat d d) :
  V A (Id + E)%M = (- (A * E + E * A) - (1 / 2) .* (A * E ^^ 2 + E ^^ 2 * A + 2 .* (E * A * E)))%M.
Proof. unfold V. words. Qed.

Theorem descent_step (d m : nat) (A : mat d d) (U G : mat d m) (eta : R) :
  symmetric A -> is_gradient (tied_loss A) G U -> (U - (eta / 2) .* G = U + eta .* (X A (U * U^T) * U))%M.
Proof.
  intros sym given. rewrite (gradient_unique _ _ _ _ given (tied_gradient _ _ A U sym)). unfold X. words.
Qed.

Theorem printed_clock (d m : nat) (A : mat d d) :
  symmetric A ->
  (forall U G : mat d m, is_gradient (tied_loss A) G U -> ((- (1 / 2)) .* G = X A (U * U^T) * U)%M) /\
  (forall (U : R -> mat d m) (t : R), let W := (U t * (U t)^T)%M in
     is_derivative U (X A W * U t)%M t -> is_derivative (fun s => U s * (U s)^T)%M (X A W * W + W * X A W)%M t).
Proof.
  intro sym. split.
  - intros U G given. rewrite (gradient_unique _ _ _ _ given (tied_gradient _ _ A U sym)). unfold X. words.
  - intros U t W moves. eapply derivative_eq; [differentiated | ]. unfold W, X. words.
Qed.
