(* Gradients and the flows that they make, in every dimension and for any width. *)

From Coq Require Import Reals Lra FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From Swingby Require Import prelude tactics.
From Swingby.theorems Require Import definitions search.
Open Scope R_scope.

Theorem one_layer_gradient (d : nat) (A W : mat d d) : symmetric A -> is_gradient (loss A) ((W - Id) * A)%M W.
Proof.
  intros sym H. unfold loss. eapply derive_half_trace; [differentiated | ].
  cbn beta. rewrite mscal_zero, madd_zero_r. traces.
Qed.

Theorem tied_gradient (d m : nat) (A : mat d d) (U : mat d m) :
  symmetric A -> is_gradient (tied_loss A) (- ((2 .* A - A * (U * U^T) - (U * U^T) * A) * U))%M U.
Proof.
  intros sym H. unfold tied_loss, loss. eapply derive_half_trace; [differentiated | ].
  cbn beta. rewrite mscal_zero, madd_zero_r. traces.
Qed.

Theorem tied_gradient_clock (d m : nat) (A : mat d d) (U : mat d m) (G : mat d m) :
  symmetric A -> is_gradient (tied_loss A) G U -> (- G = 2 .* (X A (U * U^T) * U))%M.
Proof.
  intros sym given. rewrite (gradient_unique _ _ _ _ given (tied_gradient _ _ A U sym)). unfold X. words.
Qed.

Theorem tied_factor (d m : nat) (A : mat d d) (U : R -> mat d m) (t : R) :
  symmetric A -> descends (tied_loss A) U t ->
  is_derivative (fun s => U s * (U s)^T)%M (2 .* V A (U t * (U t)^T))%M t.
Proof.
  intros sym [G [given moves]]. rewrite (tied_gradient_clock _ _ A _ G sym given) in moves.
  eapply derivative_eq; [differentiated | ]. unfold V, X. words.
Qed.

Theorem one_layer_flow (d : nat) (A : mat d d) (W : R -> mat d d) (t : R) :
  symmetric A -> descends (loss A) W t -> is_derivative W (- ((W t - Id) * A))%M t.
Proof.
  intros sym [G [given moves]]. rewrite (gradient_unique _ _ _ _ given (one_layer_gradient _ A _ sym)) in moves.
  exact moves.
Qed.

(* Any E with E' = -E A, E(0) = I, and exp(-A t) where A is diagonal. *)
Theorem one_layer_solution (d : nat) (A W0 : mat d d) (E : R -> mat d d) :
  (forall t, is_derivative E (- (E t * A))%M t) -> E 0 = Id ->
  let W := fun t => (Id + (W0 - Id) * E t)%M in W 0 = W0 /\ forall t, is_derivative W (- ((W t - Id) * A))%M t.
Proof.
  intros moves start W. split.
  - unfold W. rewrite start. words.
  - intro t. unfold W. eapply derivative_eq; [specialize (moves t); differentiated | ]. words.
Qed.

Theorem one_layer_exponential (d : nat) (a : Fin.t d -> R) :
  let E := fun t => diag (fun i => exp (- (a i * t))) in
  E 0 = Id /\ forall t, is_derivative E (- (E t * diag a))%M t.
Proof.
  intro E. split.
  - apply mat_ext; intros i j. unfold E, diag, Id. rewrite Rmult_0_r, Ropp_0, exp_0. ring.
  - intros t i j. unfold E, mopp, diag, mmul.
    rewrite (sum_ext _ (fun k => kronecker i k * (exp (- (a k * t)) * (kronecker k j * a j)))) by (intro; ring).
    rewrite (sum_kronecker i (fun k => exp (- (a k * t)) * (kronecker k j * a j))).
    destruct (Fin.eq_dec i j) as [<- | other].
    + rewrite kronecker_same. auto_derive; [exact Logic.I | ring].
    + rewrite kronecker_other by exact other. auto_derive; [exact Logic.I | ring].
Qed.

Theorem free_gradients (d m : nat) (A : mat d d) (W2 : mat d m) (W1 : mat m d) :
  symmetric A -> let G := ((W2 * W1 - Id) * A)%M in
  is_gradient (fun W => free_loss A W W1) (G * W1^T)%M W2 /\ is_gradient (fun W => free_loss A W2 W) (W2^T * G)%M W1.
Proof.
  intros sym G. unfold G, free_loss, loss.
  split; intro H; (eapply derive_half_trace; [differentiated | cbn beta; rewrite mscal_zero, madd_zero_r; traces]).
Qed.

Theorem free_product (d m : nat) (A : mat d d) (W2 : R -> mat d m) (W1 : R -> mat m d) (t : R) :
  symmetric A ->
  descends (fun W => free_loss A W (W1 t)) W2 t -> descends (fun W => free_loss A (W2 t) W) W1 t ->
  let G := ((W2 t * W1 t - Id) * A)%M in
  is_derivative (fun s => W2 s * W1 s)%M (- (G * (W1 t)^T * W1 t + W2 t * (W2 t)^T * G))%M t /\
  is_derivative (fun s => (W2 s)^T * W2 s - W1 s * (W1 s)^T)%M Zero t.
Proof.
  intros sym [G2 [given2 moves2]] [G1 [given1 moves1]] G.
  destruct (free_gradients _ _ A (W2 t) (W1 t) sym) as [second first].
  rewrite (gradient_unique _ _ _ _ given2 second) in moves2. rewrite (gradient_unique _ _ _ _ given1 first) in moves1.
  split; (eapply derivative_eq; [differentiated | unfold G; words]).
Qed.

Theorem free_leave_tied (d m : nat) (A : mat d d) (W2 : R -> mat d m) (W1 : R -> mat m d) (U : mat d m) (t : R) :
  symmetric A ->
  descends (fun W => free_loss A W (W1 t)) W2 t -> descends (fun W => free_loss A (W2 t) W) W1 t ->
  W2 t = U -> W1 t = U^T%M ->
  is_derivative (fun s => W2 s - (W1 s)^T)%M (commutator A (U * U^T) * U)%M t.
Proof.
  intros sym [G2 [given2 moves2]] [G1 [given1 moves1]] start2 start1.
  destruct (free_gradients _ _ A (W2 t) (W1 t) sym) as [second first].
  rewrite (gradient_unique _ _ _ _ given2 second) in moves2. rewrite (gradient_unique _ _ _ _ given1 first) in moves1.
  eapply derivative_eq; [differentiated | ]. rewrite start1, start2. unfold commutator. words.
Qed.
