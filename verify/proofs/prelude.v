(* Real matrices of every size, their algebra and their derivatives: definitions, and laws proved from them.

   mat m n          an m x n matrix: a function of a row and a column, each a member of a finite set
   A + B, - A, A - B, c .* A, A * B, A ^T, A ^^ n, Id, Zero    in the scope %M
   sum f, kronecker i j   f 0 + ... + f (n - 1); 1 if i = j, else 0
   trace A          the sum of A i i
   is_derivative F D t    the curve of matrices F has the derivative D at t, entry by entry
   is_gradient f G X      along every line through X, in every direction H, the slope of f is trace (G^T H)
   symmetric, diagonal, semidefinite, definite, orthonormal, inverse      as these words are used

   Nothing is assumed but the real numbers, functional extensionality and classical logic of Coq's library. *)

From Coq Require Fin.
From Coq Require Import Reals Lra FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
Open Scope R_scope.

(* -- Definitions ----------------------------------------------------------------------------------------------- *)

Fixpoint sum {n : nat} : (Fin.t n -> R) -> R :=
  match n with
  | O => fun _ => 0
  | S m => fun f => f Fin.F1 + sum (fun i => f (Fin.FS i))
  end.

Definition mat (m n : nat) : Type := Fin.t m -> Fin.t n -> R.

Declare Scope mat_scope.
Delimit Scope mat_scope with M.
Bind Scope mat_scope with mat.

Definition kronecker {n : nat} (i j : Fin.t n) : R := if Fin.eq_dec i j then 1 else 0.

Definition Id {n : nat} : mat n n := fun i j => kronecker i j.
Definition Zero {m n : nat} : mat m n := fun _ _ => 0.
Definition madd {m n : nat} (A B : mat m n) : mat m n := fun i j => A i j + B i j.
Definition mopp {m n : nat} (A : mat m n) : mat m n := fun i j => - A i j.
Definition mscal {m n : nat} (c : R) (A : mat m n) : mat m n := fun i j => c * A i j.
Definition mmul {m n p : nat} (A : mat m n) (B : mat n p) : mat m p := fun i j => sum (fun k => A i k * B k j).
Definition mtr {m n : nat} (A : mat m n) : mat n m := fun i j => A j i.
Definition msub {m n : nat} (A B : mat m n) : mat m n := madd A (mopp B).
Fixpoint mpow {n : nat} (A : mat n n) (k : nat) : mat n n :=
  match k with O => Id | S O => A | S l => mmul A (mpow A l) end.
Definition trace {n : nat} (A : mat n n) : R := sum (fun i => A i i).

Notation "A + B" := (madd A B) : mat_scope.
Notation "A - B" := (msub A B) : mat_scope.
Notation "- A" := (mopp A) : mat_scope.
Notation "A * B" := (mmul A B) : mat_scope.
Notation "c .* A" := (mscal c%R A%M) (at level 39, right associativity) : mat_scope.
Notation "A ^T" := (mtr A) (at level 2, left associativity, format "A ^T") : mat_scope.
Notation "A ^^ k" := (mpow A k%nat) (at level 30, right associativity) : mat_scope.

Definition symmetric {n : nat} (A : mat n n) : Prop := (A^T = A)%M.
Definition diagonal {n : nat} (A : mat n n) : Prop := forall i j, i <> j -> A i j = 0.
Definition form {n : nat} (A : mat n n) (x : mat n 1) : R := trace (x^T * A * x)%M.
Definition semidefinite {n : nat} (A : mat n n) : Prop := symmetric A /\ forall x, 0 <= form A x.
Definition definite {n : nat} (A : mat n n) : Prop := symmetric A /\ forall x, x <> Zero -> 0 < form A x.
Definition orthonormal {m n : nat} (P : mat m n) : Prop := (P^T * P)%M = Id.
Definition inverse {n : nat} (B A : mat n n) : Prop := (B * A)%M = Id /\ (A * B)%M = Id.

Definition is_derivative {m n : nat} (F : R -> mat m n) (D : mat m n) (t : R) : Prop :=
  forall i j, is_derive (fun s => F s i j) t (D i j).

Definition is_gradient {m n : nat} (f : mat m n -> R) (G X : mat m n) : Prop :=
  forall H : mat m n, is_derive (fun s => f (X + s .* H)%M) 0 (trace (G^T * H)%M).

(* -- Laws of sums ---------------------------------------------------------------------------------------------- *)

Lemma sum_ext {n} (f g : Fin.t n -> R) : (forall i, f i = g i) -> sum f = sum g.
Proof. intro same. f_equal. apply functional_extensionality, same. Qed.

Lemma sum_plus {n} (f g : Fin.t n -> R) : sum (fun i => f i + g i) = sum f + sum g.
Proof. induction n as [|n IH]; simpl; [ring | rewrite IH; ring]. Qed.

Lemma sum_scal {n} (c : R) (f : Fin.t n -> R) : sum (fun i => c * f i) = c * sum f.
Proof. induction n as [|n IH]; simpl; [ring | rewrite IH; ring]. Qed.

Lemma sum_zero {n} : sum (fun _ : Fin.t n => 0) = 0.
Proof. induction n as [|n IH]; simpl; [reflexivity | rewrite IH; ring]. Qed.

Lemma sum_exchange {m n} (f : Fin.t m -> Fin.t n -> R) :
  sum (fun i => sum (fun j => f i j)) = sum (fun j => sum (fun i => f i j)).
Proof. induction m as [|m IH]; simpl; [now rewrite sum_zero | now rewrite IH, sum_plus]. Qed.

Lemma sum_one {n} : sum (fun _ : Fin.t n => 1) = INR n.
Proof. induction n as [|n IH]; [reflexivity | rewrite S_INR; simpl; rewrite IH; ring]. Qed.

Lemma sum_nonneg {n} (f : Fin.t n -> R) : (forall i, 0 <= f i) -> 0 <= sum f.
Proof.
  induction n as [|n IH]; simpl; intro all; [lra | ].
  apply Rplus_le_le_0_compat; [apply all | apply IH; intro; apply all].
Qed.

Lemma sum_is_derive {n} (f : R -> Fin.t n -> R) (f' : Fin.t n -> R) (t : R) :
  (forall i, is_derive (fun s => f s i) t (f' i)) -> is_derive (fun s => sum (f s)) t (sum f').
Proof.
  induction n as [|n IH]; simpl; intro each; [apply (is_derive_const 0) | ].
  apply (is_derive_plus (fun s => f s Fin.F1)); [apply each | apply (IH (fun s i => f s (Fin.FS i))); intro; apply each].
Qed.

Lemma kronecker_same {n} (i : Fin.t n) : kronecker i i = 1.
Proof. unfold kronecker. destruct (Fin.eq_dec i i); congruence. Qed.

Lemma kronecker_other {n} (i j : Fin.t n) : i <> j -> kronecker i j = 0.
Proof. unfold kronecker. destruct (Fin.eq_dec i j); congruence. Qed.

Lemma kronecker_sym {n} (i j : Fin.t n) : kronecker i j = kronecker j i.
Proof. unfold kronecker. destruct (Fin.eq_dec i j), (Fin.eq_dec j i); congruence. Qed.

Lemma kronecker_next {n} (i j : Fin.t n) : kronecker (Fin.FS i) (Fin.FS j) = kronecker i j.
Proof.
  unfold kronecker. destruct (Fin.eq_dec (Fin.FS i) (Fin.FS j)) as [e|e], (Fin.eq_dec i j) as [e'|e']; trivial.
  - now apply Fin.FS_inj in e.
  - now rewrite e' in e.
Qed.

Lemma sum_kronecker {n} (i : Fin.t n) (f : Fin.t n -> R) : sum (fun k => kronecker i k * f k) = f i.
Proof.
  induction i as [n | n i IH]; simpl.
  - rewrite kronecker_same, (sum_ext _ (fun _ => 0)), sum_zero; [ring | intro k; rewrite kronecker_other; [ring | discriminate]].
  - rewrite (kronecker_other (Fin.FS i) Fin.F1) by discriminate.
    rewrite (sum_ext _ (fun k => kronecker i k * f (Fin.FS k))), IH; [ring | intro k; now rewrite kronecker_next].
Qed.

(* -- Laws of matrices ------------------------------------------------------------------------------------------ *)

Lemma mat_ext {m n} (A B : mat m n) : (forall i j, A i j = B i j) -> A = B.
Proof. intro same. apply functional_extensionality; intro i. apply functional_extensionality; intro j. apply same. Qed.

Lemma mmul_assoc {m n p q} (A : mat m n) (B : mat n p) (C : mat p q) : (A * B * C = A * (B * C))%M.
Proof.
  apply mat_ext; intros i j. unfold mmul.
  rewrite (sum_ext _ (fun k => sum (fun l => A i l * B l k * C k j)))
    by (intro k; rewrite Rmult_comm, <- sum_scal; apply sum_ext; intro; ring).
  rewrite sum_exchange. apply sum_ext; intro l. rewrite <- sum_scal. apply sum_ext; intro; ring.
Qed.

Lemma mmul_plus_r {m n p} (A : mat m n) (B C : mat n p) : (A * (B + C) = A * B + A * C)%M.
Proof. apply mat_ext; intros i j. unfold mmul, madd. rewrite <- sum_plus. apply sum_ext; intro; ring. Qed.

Lemma mmul_plus_l {m n p} (A B : mat m n) (C : mat n p) : ((A + B) * C = A * C + B * C)%M.
Proof. apply mat_ext; intros i j. unfold mmul, madd. rewrite <- sum_plus. apply sum_ext; intro; ring. Qed.

Lemma mmul_scal_r {m n p} c (A : mat m n) (B : mat n p) : (A * (c .* B) = c .* (A * B))%M.
Proof. apply mat_ext; intros i j. unfold mmul, mscal. rewrite <- sum_scal. apply sum_ext; intro; ring. Qed.

Lemma mmul_scal_l {m n p} c (A : mat m n) (B : mat n p) : ((c .* A) * B = c .* (A * B))%M.
Proof. apply mat_ext; intros i j. unfold mmul, mscal. rewrite <- sum_scal. apply sum_ext; intro; ring. Qed.

Lemma mmul_id_l {m n} (A : mat m n) : (Id * A = A)%M.
Proof. apply mat_ext; intros i j. apply (sum_kronecker i (fun k => A k j)). Qed.

Lemma mmul_id_r {m n} (A : mat m n) : (A * Id = A)%M.
Proof.
  apply mat_ext; intros i j. transitivity (sum (fun k => kronecker j k * A i k)); [ | apply sum_kronecker].
  apply sum_ext; intro k. unfold Id. rewrite (kronecker_sym k j). ring.
Qed.

Lemma mmul_zero_l {m n p} (A : mat n p) : ((Zero : mat m n) * A = Zero)%M.
Proof.
  apply mat_ext; intros i j. unfold mmul, Zero.
  transitivity (sum (fun _ : Fin.t n => 0)); [apply sum_ext; intro; ring | apply sum_zero].
Qed.

Lemma mmul_zero_r {m n p} (A : mat m n) : (A * (Zero : mat n p) = Zero)%M.
Proof.
  apply mat_ext; intros i j. unfold mmul, Zero.
  transitivity (sum (fun _ : Fin.t n => 0)); [apply sum_ext; intro; ring | apply sum_zero].
Qed.

Lemma mopp_scal {m n} (A : mat m n) : (- A = (- 1) .* A)%M.
Proof. apply mat_ext; intros i j. unfold mopp, mscal. ring. Qed.

Lemma mscal_scal {m n} c e (A : mat m n) : (c .* e .* A = (c * e) .* A)%M.
Proof. apply mat_ext; intros i j. unfold mscal. ring. Qed.

Lemma mscal_plus {m n} c (A B : mat m n) : (c .* (A + B) = c .* A + c .* B)%M.
Proof. apply mat_ext; intros i j. unfold mscal, madd. ring. Qed.

Lemma mscal_zero {m n} (A : mat m n) : (0 .* A = Zero)%M.
Proof. apply mat_ext; intros i j. unfold mscal, Zero. ring. Qed.

Lemma madd_zero_r {m n} (A : mat m n) : (A + Zero = A)%M.
Proof. apply mat_ext; intros i j. unfold madd, Zero. ring. Qed.

Lemma mtr_tr {m n} (A : mat m n) : (A^T^T = A)%M.
Proof. reflexivity. Qed.

Lemma mtr_plus {m n} (A B : mat m n) : ((A + B)^T = A^T + B^T)%M.
Proof. reflexivity. Qed.

Lemma mtr_scal {m n} c (A : mat m n) : ((c .* A)^T = c .* A^T)%M.
Proof. reflexivity. Qed.

Lemma mtr_mul {m n p} (A : mat m n) (B : mat n p) : ((A * B)^T = B^T * A^T)%M.
Proof. apply mat_ext; intros i j. unfold mtr, mmul. apply sum_ext; intro; ring. Qed.

Lemma mtr_id {n} : (Id^T = (Id : mat n n))%M.
Proof. apply mat_ext; intros i j. apply kronecker_sym. Qed.

Lemma mtr_zero {m n} : (Zero^T = (Zero : mat n m))%M.
Proof. reflexivity. Qed.

Lemma trace_plus {n} (A B : mat n n) : trace (A + B)%M = trace A + trace B.
Proof. apply sum_plus. Qed.

Lemma trace_scal {n} c (A : mat n n) : trace (c .* A)%M = c * trace A.
Proof. apply sum_scal. Qed.

Lemma trace_zero {n} : trace (Zero : mat n n) = 0.
Proof. apply sum_zero. Qed.

Lemma trace_tr {n} (A : mat n n) : trace (A^T)%M = trace A.
Proof. reflexivity. Qed.

Lemma trace_mul {m n} (A : mat m n) (B : mat n m) : trace (A * B)%M = trace (B * A)%M.
Proof. unfold trace, mmul. rewrite sum_exchange. apply sum_ext; intro i. apply sum_ext; intro j. ring. Qed.

Lemma trace_id {n} : trace (Id : mat n n) = INR n.
Proof. unfold trace, Id. rewrite <- sum_one. apply sum_ext. intro. apply kronecker_same. Qed.

Lemma inverse_l {m n} (B A : mat m m) (C : mat m n) : inverse B A -> (B * (A * C) = C)%M.
Proof. intros [left _]. now rewrite <- mmul_assoc, left, mmul_id_l. Qed.

Lemma inverse_r {m n} (B A : mat m m) (C : mat m n) : inverse B A -> (A * (B * C) = C)%M.
Proof. intros [_ right]. now rewrite <- mmul_assoc, right, mmul_id_l. Qed.

Lemma inverse_unique {n} (B C A : mat n n) : inverse B A -> inverse C A -> B = C.
Proof. intros b [_ c]. now rewrite <- (inverse_l B A C b), c, mmul_id_r. Qed.

Lemma inverse_symmetric {n} (B A : mat n n) : symmetric A -> inverse B A -> symmetric B.
Proof.
  intros s [left right]. apply (inverse_unique (B^T)%M B A); [split | now split].
  - now rewrite <- (s : (A^T = A)%M), <- mtr_mul, right, mtr_id.
  - now rewrite <- (s : (A^T = A)%M), <- mtr_mul, left, mtr_id.
Qed.

Lemma orthonormal_l {m n p} (P : mat m n) (C : mat n p) : orthonormal P -> (P^T * (P * C) = C)%M.
Proof. intro one. now rewrite <- mmul_assoc, one, mmul_id_l. Qed.

Lemma trace_square {m n} (A : mat m n) : 0 <= trace (A^T * A)%M.
Proof. apply sum_nonneg; intro i. apply sum_nonneg; intro j. apply (Rle_0_sqr (A j i)). Qed.

(* -- Laws of derivatives --------------------------------------------------------------------------------------- *)

Lemma derivative_const {m n} (A : mat m n) t : is_derivative (fun _ => A) Zero t.
Proof. intros i j. apply (is_derive_const (A i j)). Qed.

Lemma derivative_plus {m n} (F G : R -> mat m n) D E t :
  is_derivative F D t -> is_derivative G E t -> is_derivative (fun s => F s + G s)%M (D + E)%M t.
Proof. intros f g i j. apply (is_derive_plus (fun s => F s i j)); [apply f | apply g]. Qed.

Lemma derivative_opp {m n} (F : R -> mat m n) D t : is_derivative F D t -> is_derivative (fun s => - F s)%M (- D)%M t.
Proof. intros f i j. apply (is_derive_opp (fun s => F s i j)), f. Qed.

Lemma derivative_minus {m n} (F G : R -> mat m n) D E t :
  is_derivative F D t -> is_derivative G E t -> is_derivative (fun s => F s - G s)%M (D - E)%M t.
Proof. intros f g. apply derivative_plus; [exact f | now apply derivative_opp]. Qed.

Lemma derivative_scal {m n} (c : R -> R) (F : R -> mat m n) c' D t :
  is_derive c t c' -> is_derivative F D t -> is_derivative (fun s => c s .* F s)%M (c' .* F t + c t .* D)%M t.
Proof.
  intros e f i j. apply (is_derive_mult c (fun s => F s i j)); [exact e | apply f | intros x y; apply Rmult_comm].
Qed.

Lemma derivative_times {m n} c (F : R -> mat m n) D t :
  is_derivative F D t -> is_derivative (fun s => c .* F s)%M (c .* D)%M t.
Proof. intros f i j. apply (is_derive_scal (fun s => F s i j)), f. Qed.

Lemma derivative_mul {m n p} (F : R -> mat m n) (G : R -> mat n p) D E t :
  is_derivative F D t -> is_derivative G E t -> is_derivative (fun s => F s * G s)%M (D * G t + F t * E)%M t.
Proof.
  intros f g i j. unfold mmul, madd. rewrite <- sum_plus. apply (sum_is_derive (fun s k => F s i k * G s k j)); intro k.
  apply (is_derive_mult (fun s => F s i k)); [apply f | apply g | intros x y; apply Rmult_comm].
Qed.

Lemma derivative_tr {m n} (F : R -> mat m n) D t : is_derivative F D t -> is_derivative (fun s => (F s)^T)%M (D^T)%M t.
Proof. intros f i j. apply (f j i). Qed.

Lemma derivative_trace {n} (F : R -> mat n n) D t : is_derivative F D t -> is_derive (fun s => trace (F s)) t (trace D).
Proof. intro f. apply (sum_is_derive (fun s i => F s i i)); intro i. apply f. Qed.

Lemma derivative_line {m n} (X H : mat m n) t : is_derivative (fun s => X + s .* H)%M H t.
Proof.
  intros i j. unfold madd, mscal. auto_derive; [exact Logic.I | ring].
Qed.

Lemma derivative_unique {m n} (F : R -> mat m n) D E t : is_derivative F D t -> is_derivative F E t -> D = E.
Proof.
  intros f g. apply mat_ext; intros i j. rewrite <- (is_derive_unique _ _ _ (f i j)). apply is_derive_unique, g.
Qed.

Lemma gradient_unique {m n} (f : mat m n -> R) G K X : is_gradient f G X -> is_gradient f K X -> G = K.
Proof.
  intros g k.
  assert (same : forall H, trace (G^T * H)%M = trace (K^T * H)%M).
  { intro H. rewrite <- (is_derive_unique _ _ _ (g H)). apply is_derive_unique, k. }
  assert (zero : forall i j, G i j - K i j = 0).
  { assert (square : sum (fun j => sum (fun i => (G i j - K i j) * (G i j - K i j))) = 0).
    { specialize (same (G - K)%M). unfold trace, mmul, mtr, msub, madd, mopp in same.
      transitivity (sum (fun j => sum (fun i => G i j * (G i j + - K i j)))
                    + -1 * sum (fun j => sum (fun i => K i j * (G i j + - K i j)))).
      - rewrite <- sum_scal, <- sum_plus. apply sum_ext; intro j. rewrite <- sum_scal, <- sum_plus. apply sum_ext; intro i. ring.
      - rewrite same. ring. }
    assert (each : forall l (h : Fin.t l -> R), (forall x, 0 <= h x) -> sum h = 0 -> forall x, h x = 0).
    { intros l h h0. induction x as [l | l x IH]; simpl in H.
      - assert (0 <= sum (fun y => h (Fin.FS y))) by (apply sum_nonneg; intro; apply h0). specialize (h0 Fin.F1). lra.
      - apply (IH (fun y => h (Fin.FS y))); [intro; apply h0 | ].
        assert (0 <= sum (fun y => h (Fin.FS y))) by (apply sum_nonneg; intro; apply h0). specialize (h0 Fin.F1). lra. }
    intros i j. apply Rsqr_eq_0.
    apply (each _ (fun i => (G i j - K i j) * (G i j - K i j))); [intro; apply Rle_0_sqr | ].
    apply (each _ (fun j => sum (fun i => (G i j - K i j) * (G i j - K i j)))); [ | exact square].
    intro; apply sum_nonneg; intro; apply Rle_0_sqr. }
  apply mat_ext; intros i j. specialize (zero i j). lra.
Qed.

(* -- Laws of exponentials, logarithms and powers --------------------------------------------------------------- *)

Lemma exp_pow (x : R) (n : nat) : exp x ^ n = exp (INR n * x).
Proof.
  induction n as [|n IH]; [simpl; rewrite Rmult_0_l; symmetry; apply exp_0 | ].
  rewrite S_INR. simpl. rewrite IH, <- exp_plus. f_equal. ring.
Qed.

Lemma ln_div (x y : R) : 0 < x -> 0 < y -> ln (x / y) = ln x - ln y.
Proof. intros. unfold Rdiv. rewrite ln_mult, ln_Rinv by (trivial; now apply Rinv_0_lt_compat). ring. Qed.

Lemma ln_pow (x : R) (n : nat) : 0 < x -> ln (x ^ n) = INR n * ln x.
Proof.
  intro. induction n as [|n IH]; [simpl; rewrite ln_1; ring | ].
  rewrite S_INR. simpl. rewrite ln_mult, IH by (trivial; now apply pow_lt). ring.
Qed.

Lemma ln_sqrt (x : R) : 0 < x -> ln (sqrt x) = ln x / 2.
Proof.
  intro. rewrite <- (sqrt_sqrt x) at 2 by lra. rewrite ln_mult by (now apply sqrt_lt_R0). field.
Qed.

Lemma ln_Rpower (x y : R) : ln (Rpower x y) = y * ln x.
Proof. unfold Rpower. apply ln_exp. Qed.
