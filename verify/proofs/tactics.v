(* Proof search for the exported statements. Nothing here is trusted: what it finds is checked by the kernel. *)

From Coq Require Import Reals Lra Lia FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From Swingby Require Import prelude words.
Open Scope R_scope.

(* -- Scalars --------------------------------------------------------------------------------------------------- *)

(* 0 < e or 0 <= e, where every term of e is visibly so. *)
Lemma exp_above_one (x : R) : 0 <= x -> 0 <= exp x - 1.
Proof.
  intro h. destruct (Rle_lt_or_eq_dec 0 x h) as [less | <-].
  - assert (exp 0 < exp x) by now apply exp_increasing. rewrite exp_0 in H. lra.
  - rewrite exp_0. lra.
Qed.

Lemma sqrt_above_one (x : R) : 1 < x -> 0 < sqrt x - 1.
Proof. intro h. assert (sqrt 1 < sqrt x) by (apply sqrt_lt_1; lra). rewrite sqrt_1 in H. lra. Qed.

Ltac positive :=
  match goal with
  | |- _ => assumption
  | |- ?a > ?b => change (b < a); positive
  | |- 0 < exp _ => apply exp_pos
  | |- 0 <= exp _ => apply Rlt_le, exp_pos
  | |- 0 < sqrt _ => apply sqrt_lt_R0; positive
  | |- 0 <= sqrt _ => apply sqrt_pos
  | |- 0 < Rpower _ _ => apply exp_pos
  | |- 0 < sqrt _ - 1 => apply sqrt_above_one; lra
  | |- 0 <= exp _ - 1 => apply exp_above_one; positive
  | |- 0 < / _ => apply Rinv_0_lt_compat; positive
  | |- 0 <= / _ => apply Rlt_le, Rinv_0_lt_compat; positive
  | |- 0 < _ / _ => apply Rdiv_lt_0_compat; positive
  | |- 0 <= _ / _ => apply Rle_mult_inv_pos; positive
  | |- 0 < _ ^ _ => apply pow_lt; positive
  | |- 0 <= _ ^ 2 => apply pow2_ge_0
  | |- 0 <= ?x ^ 4 => replace (x ^ 4) with ((x ^ 2) ^ 2) by ring; apply pow2_ge_0
  | |- 0 <= _ ^ _ => apply pow_le; positive
  | |- 0 < _ * _ => apply Rmult_lt_0_compat; positive
  | |- 0 <= _ * _ => apply Rmult_le_pos; positive
  | |- 0 < _ + _ => apply Rplus_lt_le_0_compat; positive
  | |- 0 <= _ + _ => apply Rplus_le_le_0_compat; positive
  | |- _ => lra
  end.

Ltac dimension := apply not_0_INR; lia.

(* A condition of `field` or `auto_derive`, by what is known. *)
Ltac known := cbv beta;
  first [exact Logic.I | assumption | apply Rgt_not_eq; assumption | apply Rgt_not_eq, exp_pos | lra
        | match goal with
          | H : ?b <> 0 |- ?a <> 0 => first [replace a with b by ring; exact H | replace a with (- b) by ring; apply Ropp_neq_0_compat; exact H]
          | H : 0 < ?b |- 0 < ?a => replace a with b by ring; exact H
          end
        | apply Rgt_not_eq; positive | positive ].
Ltac nonzero :=
  match goal with
  | |- _ => known
  | |- _ * _ <> 0 => apply Rmult_integral_contrapositive_currified; nonzero
  | |- / _ <> 0 => apply Rinv_neq_0_compat; nonzero
  | |- _ ^ _ <> 0 => apply pow_nonzero; nonzero
  end.
Ltac met := repeat (match goal with |- _ /\ _ => split end); known.

(* exp u as a product of powers of other exponentials, and products of them that are 1 or free of exp. *)
Ltac exponents := rewrite ?exp_pow, <- ?exp_plus; f_equal; simpl INR.
Ltac to_one := rewrite ?exp_pow, <- ?exp_plus; rewrite <- exp_0; f_equal; simpl INR; field; met.

(* -- Matrices -------------------------------------------------------------------------------------------------- *)

Ltac cancelled := repeat first
  [ match goal with
    | H : inverse ?B ?A |- context [mmul ?B (mmul ?A ?C)] => rewrite (inverse_l B A C H)
    | H : inverse ?B ?A |- context [mmul ?A (mmul ?B ?C)] => rewrite (inverse_r B A C H)
    | H : inverse ?B ?A |- context [mmul ?B ?A] => rewrite (proj1 H : mmul B A = Id)
    | H : inverse ?B ?A |- context [mmul ?A ?B] => rewrite (proj2 H : mmul A B = Id)
    | H : orthonormal ?P |- context [mmul (mtr ?P) (mmul ?P ?C)] => rewrite (orthonormal_l P C H)
    | H : orthonormal ?P |- context [mmul (mtr ?P) ?P] => rewrite (H : mmul (mtr P) P = Id)
    end
  | progress rewrite ?mmul_id_l, ?mmul_id_r ].
(* Two scalars that are the same: polynomials are read fastest by lra. *)
Ltac equal := first [lra | ring | field; met].

Ltac known_products := match goal with H : inverse _ _ |- _ => cancelled | H : orthonormal _ |- _ => cancelled | _ => idtac end.
Ltac words :=
  cbn [mpow]; let i := fresh "i" in let j := fresh "j" in apply mat_ext; intros i j;
  match goal with |- ?A i j = ?B i j => let a := plainly A in let b := plainly B in apply (entries_by_words a b i j) end;
  cbv beta iota delta [over turned_over before word]; known_products; equal.
Ltac traced :=
  cbn [mpow];
  repeat match goal with |- context [trace ?w] =>
    let a := plainly w in
    let sum := eval cbv beta iota delta [over turned_over before word] in (over Zero a 1 Ends (fun c t => c * expanded_trace (word t))) in
    replace (trace w) with sum by (symmetry; exact (trace_by_words a)) end;
  unfold expanded_trace; known_products.

(* trace w = trace w', words of which one is the other, or its transpose, turned around. *)
Ltac same_trace :=
  match goal with |- trace ?v = trace ?w =>
    let a := plainly v in let b := plainly w in exact (eq_trans (trace_by_words a) (eq_sym (trace_by_words b))) end.
Ltac joined a b := lazymatch a with mmul ?x ?y => let z := joined y b in constr:(mmul x z) | _ => constr:(mmul a b) end.
Ltac turned_from front rest :=
  match goal with
  | |- trace _ = trace ?w =>
      let turned := joined rest front in constr_eq turned w;
      transitivity (trace (mmul front rest)); [same_trace | rewrite trace_mul; same_trace]
  | _ => lazymatch rest with mmul ?x ?y => let longer := joined front x in turned_from longer y end
  end.
Ltac turned_once := match goal with |- trace (mmul ?x ?y) = _ => turned_from x y end.
Ltac cancels_turning n :=
  match n with
  | S ?m => match goal with |- trace (mmul ?x ?y) = _ => rewrite (trace_mul x y), ?mmul_assoc end;
            cancelled; first [reflexivity | turned_once | cancels_turning m]
  end.
Ltac turned :=
  cancelled;
  first [ reflexivity | turned_once
        | match goal with |- trace ?w = _ => rewrite <- (trace_tr w) end; traced; rewrite !Rmult_1_l; first [reflexivity | turned_once]
        | match goal with _ : inverse _ _ |- _ => cancels_turning 12%nat | _ : orthonormal _ |- _ => cancels_turning 12%nat end ].

(* -- Derivatives of matrices ----------------------------------------------------------------------------------- *)

Ltac differentiated :=
  cbv beta;
  lazymatch goal with
  | |- is_derivative (fun _ => ?A) _ _ => apply (derivative_const A)
  | |- is_derivative (fun s => madd ?A (mscal s ?H)) _ _ => apply (derivative_line A H)
  | |- is_derivative (fun s => madd (@?F s) (@?G s)) _ _ => eapply (derivative_plus F G); differentiated
  | |- is_derivative (fun s => msub (@?F s) (@?G s)) _ _ => eapply (derivative_minus F G); differentiated
  | |- is_derivative (fun s => mopp (@?F s)) _ _ => eapply (derivative_opp F); differentiated
  | |- is_derivative (fun s => mscal ?c (@?F s)) _ _ => eapply (derivative_times c F); differentiated
  | |- is_derivative (fun s => mmul (@?F s) (@?G s)) _ _ => eapply (derivative_mul F G); differentiated
  | |- is_derivative (fun s => mtr (@?F s)) _ _ => eapply (derivative_tr F); differentiated
  | |- _ => eassumption
  end.

Lemma slope_plus (f g : R -> R) (t a b : R) : is_derive f t a -> is_derive g t b -> is_derive (fun s => f s + g s) t (a + b).
Proof. apply (is_derive_plus f g). Qed.
Lemma slope_minus (f g : R -> R) (t a b : R) : is_derive f t a -> is_derive g t b -> is_derive (fun s => f s - g s) t (a - b).
Proof. apply (is_derive_minus f g). Qed.
Lemma slope_opp (f : R -> R) (t a : R) : is_derive f t a -> is_derive (fun s => - f s) t (- a).
Proof. apply (is_derive_opp f). Qed.
Lemma slope_times (c : R) (f : R -> R) (t a : R) : is_derive f t a -> is_derive (fun s => c * f s) t (c * a).
Proof. apply (is_derive_scal f). Qed.
Lemma slope_over (c : R) (f : R -> R) (t a : R) : is_derive f t a -> is_derive (fun s => f s / c) t (a / c).
Proof. intro h. apply (is_derive_ext (fun s => / c * f s)); [intro; apply Rmult_comm | ]. unfold Rdiv. rewrite Rmult_comm. now apply slope_times. Qed.
Lemma slope_const (c t : R) : is_derive (fun _ : R => c) t 0.
Proof. apply (is_derive_const c). Qed.

Ltac sloped :=
  cbv beta;
  lazymatch goal with
  | |- is_derive (fun _ => ?c) _ _ => apply (slope_const c)
  | |- is_derive (fun s => (@?f s) + (@?g s)) _ _ => eapply (slope_plus f g); sloped
  | |- is_derive (fun s => (@?f s) - (@?g s)) _ _ => eapply (slope_minus f g); sloped
  | |- is_derive (fun s => - (@?f s)) _ _ => eapply (slope_opp f); sloped
  | |- is_derive (fun s => ?c * (@?f s)) _ _ => eapply (slope_times c f); sloped
  | |- is_derive (fun s => (@?f s) / ?c) _ _ => eapply (slope_over c f); sloped
  | |- is_derive (fun s => trace (@?F s)) _ _ => eapply (derivative_trace F); differentiated
  end.

(* A gradient: along every curve through X with the velocity H the slope is trace (G^T H). *)
Lemma gradient_by_curves {m n} (f : mat m n -> R) (G X : mat m n) :
  (forall (F : R -> mat m n) (H : mat m n), is_derivative F H 0 -> F 0 = X -> is_derive (fun s => f (F s)) 0 (trace (G^T * H)%M)) ->
  is_gradient f G X.
Proof.
  intros each H. apply (each (fun s => X + s .* H)%M H); [apply derivative_line | ]. now rewrite mscal_zero, madd_zero_r.
Qed.

Lemma slope_is (f : R -> R) (t a b : R) : is_derive f t a -> a = b -> is_derive f t b.
Proof. intros h <-. exact h. Qed.

Ltac gradient :=
  let F := fresh "F" in let H := fresh "H" in let h := fresh "h" in let at0 := fresh "at0" in
  apply gradient_by_curves; intros F H h at0; cbn [mpow];
  eapply slope_is; [sloped | ]; rewrite ?at0; cbn [mpow];
  repeat match goal with |- context [trace ?w] =>
    lazymatch w with context [H] => lazymatch type of H with mat ?p ?q =>
      let a := read p q H w in
      let beside := eval cbv beta iota delta [beside zero free value andb orb] in (beside H a Id) in
      replace (trace w) with (expanded_trace (mmul beside H)) by (symmetry; exact (trace_of_sought H a eq_refl)) end end end;
  unfold expanded_trace; traced; equal.

Ltac derivative := cbn [mpow]; differentiated.

(* -- More of scalars ------------------------------------------------------------------------------------------- *)

(* Exponentials of the same, however they are written. *)
Ltac alike :=
  repeat match goal with
  | |- context [exp ?u] => match goal with |- context [exp ?v] => assert_fails (constr_eq u v); replace u with v by (field; met) end
  end.

(* exp 0 and ln 1, however they are written. *)
Ltac zeros :=
  repeat match goal with
  | |- context [exp ?u] => (replace u with 0 by (lra || (field; met))); rewrite exp_0
  | |- context [ln ?u] => (replace u with 1 by (lra || (field; met))); rewrite ln_1
  end.

(* ln of what is equal to a product, as a sum. *)
Ltac logarithm p :=
  match goal with |- ln ?u = _ => replace u with p by (field; met) end;
  rewrite ?ln_mult, ?ln_Rinv, ?ln_pow, ?ln_exp, ?ln_Rpower, ?ln_sqrt, ?ln_1 by positive; simpl INR; equal.
Ltac to_base := rewrite ?exp_pow; match goal with |- exp ?u = ?b => replace u with (ln b) by (simpl INR; field; met) end; apply exp_ln; positive.
Ltac to_base_below :=
  rewrite ?exp_pow; match goal with |- exp ?u * ?b = 1 => replace u with (- ln b) by (simpl INR; field; met); rewrite exp_Ropp, exp_ln by positive end;
  field; met.

(* An integral, by an antiderivative. *)
Ltac integral F :=
  match goal with |- is_RInt ?f ?a ?b ?v =>
    replace v with (minus (F b) (F a)) by (unfold minus, plus, opp; simpl; field; met) end;
  apply (is_RInt_derive F);
  [ let x := fresh "x" in intros x _; auto_derive; [met | field; met]
  | let x := fresh "x" in intros x _; apply (ex_derive_continuous (K := R_AbsRing) (V := R_NormedModule)); auto_derive; met ].

(* Two sides that are different numbers. *)
Ltac differs l r :=
  repeat match goal with H : _ /\ _ |- _ => destruct H end;
  match goal with H : ?a = ?b |- False =>
    let one := fresh in let other := fresh in
    assert (one : a = l) by (zeros; field; met); assert (other : b = r) by (zeros; field; met); rewrite one, other in H; lra
  end.
