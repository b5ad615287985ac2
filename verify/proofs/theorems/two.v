(* Two concepts: the area law as an integral, determinants along the flow, and one entry by itself. *)

From Coq Require Import Reals Lra FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From Swingby Require Import prelude tactics.
From Swingby.theorems Require Import definitions search.
Open Scope R_scope.

(* The logistic curve of a major entry. *)
Theorem major_entry (a c : R) :
  0 < a -> 0 <= c <= 1 ->
  let w := fun t => c * exp (2 * a * t) / (1 + c * (exp (2 * a * t) - 1)) in
  w 0 = c /\ forall t, is_derive w t (2 * a * w t * (1 - w t)).
Proof.
  intros ha hc w.
  assert (pos : forall t, 0 < 1 + c * (exp (2 * a * t) - 1)).
  { intro t. assert (h := exp_pos (2 * a * t)). destruct (Req_dec c 0) as [-> | no]; [lra | ].
    assert (0 < c * exp (2 * a * t)) by (apply Rmult_lt_0_compat; lra). lra. }
  split.
  - unfold w. rewrite Rmult_0_r, exp_0. field.
  - intro t. specialize (pos t). unfold w. auto_derive; [lra | ]. field. lra.
Qed.

Section Flow.
Variables (A : mat 2 2) (W : R -> mat 2 2).
Hypotheses (symA : symmetric A) (symW : forall t, symmetric (W t)) (flow : follows A W).

Let x t := W t Fin.F1 Fin.F1.
Let y t := W t Fin.F1 (Fin.FS Fin.F1).
Let z t := W t (Fin.FS Fin.F1) (Fin.FS Fin.F1).

Lemma entry21 t : W t (Fin.FS Fin.F1) Fin.F1 = y t.
Proof. exact (f_equal (fun m : mat 2 2 => m Fin.F1 (Fin.FS Fin.F1)) (symW t)). Qed.

Lemma moment21 : A (Fin.FS Fin.F1) Fin.F1 = A Fin.F1 (Fin.FS Fin.F1).
Proof. exact (f_equal (fun m : mat 2 2 => m Fin.F1 (Fin.FS Fin.F1)) symA). Qed.

Theorem determinant_moves t : is_derive (fun s => determinant (W s)) t (2 * trace (A * (Id - W t))%M * determinant (W t)).
Proof.
  assert (dx := flow t Fin.F1 Fin.F1). assert (dy := flow t Fin.F1 (Fin.FS Fin.F1)).
  assert (dz := flow t (Fin.FS Fin.F1) (Fin.FS Fin.F1)). assert (du := flow t (Fin.FS Fin.F1) Fin.F1).
  unfold determinant. eapply derive_eq.
  - apply (is_derive_minus (fun s => W s Fin.F1 Fin.F1 * W s (Fin.FS Fin.F1) (Fin.FS Fin.F1))
                           (fun s => W s Fin.F1 (Fin.FS Fin.F1) * W s (Fin.FS Fin.F1) Fin.F1)).
    + apply (is_derive_mult (fun s => W s Fin.F1 Fin.F1)); [exact dx | exact dz | intros; apply Rmult_comm].
    + apply (is_derive_mult (fun s => W s Fin.F1 (Fin.FS Fin.F1))); [exact dy | exact du | intros; apply Rmult_comm].
  - assert (turn := entry21 t). assert (turn' := moment21).
    unfold minus, plus, opp, mult; simpl. unfold mult; simpl.
    explicit.
    rewrite turn, turn'. unfold y. match goal with |- ?l = ?r => change (@eq R l r) end. field.
Qed.

Lemma trace_moves t : is_derive (fun s => trace (W s)) t (trace (V A (W t))).
Proof. apply derivative_trace, flow. Qed.

(* The potential of the area law. *)
Definition potential (B : mat 2 2) : R := trace B - ln (determinant B) - 2.

Theorem potential_falls t : 0 < determinant (W t) -> is_derive (fun s => potential (W s)) t (- 4 * loss A (W t)).
Proof.
  intro pos. unfold potential. eapply derive_eq.
  - apply (is_derive_minus (fun s => trace (W s) - ln (determinant (W s))) (fun _ => 2)); [ | apply (is_derive_const 2)].
    apply (is_derive_minus (fun s => trace (W s)) (fun s => ln (determinant (W s)))); [apply trace_moves | ].
    apply (is_derive_comp ln (fun s => determinant (W s))); [ | apply determinant_moves].
    apply is_derive_Reals, derivable_pt_lim_ln. exact pos.
  - unfold minus, plus, opp, zero, scal; simpl. unfold mult; simpl.
    replace (2 * trace (A * (Id - W t))%M * determinant (W t) * / determinant (W t)) with (2 * trace (A * (Id - W t))%M)
      by (field; lra).
    unfold loss, V. assert (w := symW t). traces.
Qed.

Theorem area (T : R) : 0 <= T -> (forall t, 0 <= t <= T -> 0 < determinant (W t)) ->
  is_RInt (fun t => loss A (W t)) 0 T ((potential (W 0) - potential (W T)) / 4).
Proof.
  intros hT pos.
  assert (continuous_loss : forall t, continuous (fun s => loss A (W s)) t).
  { intro t. apply (ex_derive_continuous (fun s => loss A (W s)) t). eexists. unfold loss.
    eapply derive_half_trace; [ | reflexivity]. assert (moves := flow t). differentiated. }
  assert (integral : is_RInt (fun t => - 4 * loss A (W t)) 0 T (minus (potential (W T)) (potential (W 0)))).
  { apply (is_RInt_derive (fun t => potential (W t))).
    - intros t. rewrite Rmin_left, Rmax_right by exact hT. intro inside. apply potential_falls, pos, inside.
    - intros t _. apply (continuous_scal_r (- 4) (fun s => loss A (W s))), continuous_loss. }
  apply (is_RInt_scal _ _ _ (- 1 / 4)) in integral.
  replace ((potential (W 0) - potential (W T)) / 4) with (scal (- 1 / 4) (minus (potential (W T)) (potential (W 0)))).
  - apply (is_RInt_ext _ _ _ _ _) with (2 := integral). intros t _. unfold scal; simpl. unfold mult; simpl. field.
  - unfold scal, minus, plus, opp; simpl. unfold mult; simpl. field.
Qed.
End Flow.
