(* Sums of words of matrices, computed: a function that was proved right once is evaluated.
   Nothing here is trusted: what it finds is checked by the kernel. *)

From Coq Require Import Bool Reals Lra.
From Coquelicot Require Import Coquelicot.
From Swingby Require Import prelude.
Open Scope R_scope.
Unset Asymmetric Patterns.

(* Expressions in matrices as data. `Sought` is a letter H of p rows and q columns. *)
Inductive expression (p q : nat) : nat -> nat -> Type :=
| Letter m n (A : mat m n) : expression p q m n
| Symmetric n (A : mat n n) (same : symmetric A) : expression p q n n
| Sought : expression p q p q
| Nothing m n : expression p q m n
| One n : expression p q n n
| Sum m n (a b : expression p q m n) : expression p q m n
| Opposite m n (a : expression p q m n) : expression p q m n
| Multiple m n (c : R) (a : expression p q m n) : expression p q m n
| Product m n l (a : expression p q m n) (b : expression p q n l) : expression p q m l
| Turned m n (a : expression p q m n) : expression p q n m.
Arguments Letter {p q m n} A. Arguments Symmetric {p q n} A same. Arguments Sought {p q}. Arguments Nothing {p q m n}.
Arguments One {p q n}. Arguments Sum {p q m n} a b. Arguments Opposite {p q m n} a. Arguments Multiple {p q m n} c a.
Arguments Product {p q m n l} a b. Arguments Turned {p q m n} a.

(* What stands to the right of a letter: nothing, or a word. *)
Inductive tail : nat -> nat -> Type :=
| Ends n : tail n n
| Word m n (A : mat m n) : tail m n.
Arguments Ends {n}. Arguments Word {m n} A.
Definition word {m n} (t : tail m n) : mat m n := match t with Ends => Id | Word A => A end.
Definition before {m n l} (A : mat m n) (t : tail n l) : tail m l :=
  match t in tail n l return mat m n -> tail m l with Ends => fun A => Word A | Word B => fun A => Word (mmul A B) end A.

Section Values.
Context {p q : nat} (H : mat p q).

Fixpoint value {m n} (e : expression p q m n) : mat m n :=
  match e with
  | Letter A => A
  | Symmetric A _ => A
  | Sought => H
  | Nothing => Zero
  | One => Id
  | Sum a b => madd (value a) (value b)
  | Opposite a => mopp (value a)
  | Multiple c a => mscal c (value a)
  | Product a b => mmul (value a) (value b)
  | Turned a => mtr (value a)
  end.

(* The sum, over the words w of c e t and of c e^T t, of what k makes of their coefficients and of w. *)
Fixpoint over {m n} (e : expression p q m n) : forall {l}, R -> tail n l -> (R -> tail m l -> R) -> R :=
  match e with
  | Letter A => fun l c t k => k c (before A t)
  | Symmetric A _ => fun l c t k => k c (before A t)
  | Sought => fun l c t k => k c (before H t)
  | Nothing => fun l c t k => 0
  | One => fun l c t k => k c t
  | Sum a b => fun l c t k => over a c t k + over b c t k
  | Opposite a => fun l c t k => over a (- c) t k
  | Multiple d a => fun l c t k => over a (c * d) t k
  | Product a b => fun l c t k => over b c t (fun c t => over a c t k)
  | Turned a => fun l c t k => turned_over a c t k
  end
with turned_over {m n} (e : expression p q m n) : forall {l}, R -> tail m l -> (R -> tail n l -> R) -> R :=
  match e with
  | Letter A => fun l c t k => k c (before (mtr A) t)
  | Symmetric A _ => fun l c t k => k c (before A t)
  | Sought => fun l c t k => k c (before (mtr H) t)
  | Nothing => fun l c t k => 0
  | One => fun l c t k => k c t
  | Sum a b => fun l c t k => turned_over a c t k + turned_over b c t k
  | Opposite a => fun l c t k => turned_over a (- c) t k
  | Multiple d a => fun l c t k => turned_over a (c * d) t k
  | Product a b => fun l c t k => turned_over a c t (fun c t => turned_over b c t k)
  | Turned a => fun l c t k => over a c t k
  end.

Record linear {m n} (L : mat m n -> R) : Prop := {
  of_sum : forall A B, L (madd A B) = L A + L B;
  of_multiple : forall c A, L (mscal c A) = c * L A }.

Lemma linear_zero {m n} (L : mat m n -> R) : linear L -> L Zero = 0.
Proof. intros l. rewrite <- (mscal_zero Zero), (of_multiple _ l). ring. Qed.

Lemma linear_left {m n l} (L : mat m l -> R) (A : mat m n) : linear L -> linear (fun B => L (mmul A B)).
Proof.
  intro h. split; intros; [rewrite mmul_plus_r; apply (of_sum _ h) | rewrite mmul_scal_r; apply (of_multiple _ h)].
Qed.

Lemma word_before {m n l} (A : mat m n) (t : tail n l) : word (before A t) = mmul A (word t).
Proof. destruct t; [symmetry; apply mmul_id_r | reflexivity]. Qed.

Lemma over_right {m n} (e : expression p q m n) :
  (forall l c (t : tail n l) k (L : mat m l -> R), linear L -> (forall c t, k c t = c * L (word t)) ->
     over e c t k = c * L (mmul (value e) (word t))) /\
  (forall l c (t : tail m l) k (L : mat n l -> R), linear L -> (forall c t, k c t = c * L (word t)) ->
     turned_over e c t k = c * L (mmul (mtr (value e)) (word t))).
Proof.
  induction e; split; intros l' d t k L h each; simpl; rewrite ?each, ?word_before, ?mmul_id_l; try reflexivity.
  - now rewrite (same : mtr A = A).
  - rewrite mmul_zero_l, (linear_zero _ h). ring.
  - rewrite mtr_zero, mmul_zero_l, (linear_zero _ h). ring.
  - now rewrite mtr_id, mmul_id_l.
  - rewrite mmul_plus_l, (of_sum _ h), (proj1 IHe1 _ _ _ _ L h each), (proj1 IHe2 _ _ _ _ L h each). ring.
  - rewrite mtr_plus, mmul_plus_l, (of_sum _ h), (proj2 IHe1 _ _ _ _ L h each), (proj2 IHe2 _ _ _ _ L h each). ring.
  - rewrite mopp_scal, mmul_scal_l, (of_multiple _ h), (proj1 IHe _ _ _ _ L h each). ring.
  - rewrite mopp_scal, mtr_scal, mmul_scal_l, (of_multiple _ h), (proj2 IHe _ _ _ _ L h each). ring.
  - rewrite mmul_scal_l, (of_multiple _ h), (proj1 IHe _ _ _ _ L h each). ring.
  - rewrite mtr_scal, mmul_scal_l, (of_multiple _ h), (proj2 IHe _ _ _ _ L h each). ring.
  - rewrite mmul_assoc. apply (proj1 IHe2 _ d t _ (fun B => L (mmul (value e1) B))); [now apply linear_left | ].
    intros. now apply (proj1 IHe1).
  - rewrite mtr_mul, mmul_assoc. apply (proj2 IHe1 _ d t _ (fun B => L (mmul (mtr (value e2)) B))); [now apply linear_left | ].
    intros. now apply (proj2 IHe2).
  - apply (proj2 IHe _ _ _ _ L h each).
  - rewrite mtr_tr. apply (proj1 IHe _ _ _ _ L h each).
Qed.

Lemma by_words {m n} (e : expression p q m n) (L : mat m n -> R) :
  linear L -> L (value e) = over e 1 Ends (fun c t => c * L (word t)).
Proof.
  intro h. rewrite (proj1 (over_right e) _ 1 Ends _ L h) by reflexivity. simpl. rewrite mmul_id_r. ring.
Qed.

(* The matrix K of trace (e t) = trace (K H), if every product in e has H in one factor and every sum in every part. *)
Fixpoint zero {m n} (e : expression p q m n) : bool :=
  match e with
  | Nothing => true
  | Sum a b => zero a && zero b
  | Opposite a | Multiple _ a | Turned a => zero a
  | Product a b => zero a || zero b
  | _ => false
  end.
Fixpoint free {m n} (e : expression p q m n) : bool :=
  match e with
  | Sought => false
  | Sum a b | Product a b => free a && free b
  | Opposite a | Multiple _ a | Turned a => free a
  | _ => true
  end.
Fixpoint once {m n} (e : expression p q m n) : bool :=
  zero e ||
  match e with
  | Sought => true
  | Sum a b => once a && once b
  | Opposite a | Multiple _ a | Turned a => once a
  | Product a b => if free b then once a else free a && once b
  | _ => false
  end.
Fixpoint beside {m n} (e : expression p q m n) : mat n m -> mat q p :=
  if zero e then fun _ => Zero else
  match e in expression _ _ m n return mat n m -> mat q p with
  | Sought => fun s => s
  | Sum a b => fun s => madd (beside a s) (beside b s)
  | Opposite a => fun s => mopp (beside a s)
  | Multiple c a => fun s => mscal c (beside a s)
  | Turned a => fun s => beside a (mtr s)
  | Product a b => fun s => if free b then beside a (mmul (value b) s) else beside b (mmul s (value a))
  | _ => fun _ => Zero
  end.

Lemma zero_times {m n} c : mscal c (Zero : mat m n) = Zero.
Proof. apply mat_ext; intros i j. unfold mscal, Zero. ring. Qed.

Lemma zero_is {m n} (e : expression p q m n) : zero e = true -> value e = Zero.
Proof.
  induction e; simpl; try discriminate; try reflexivity.
  - intro h. apply andb_prop in h as [h1 h2]. now rewrite IHe1, IHe2, madd_zero_r.
  - intro h. rewrite IHe, mopp_scal by trivial. apply zero_times.
  - intro h. rewrite IHe by trivial. apply zero_times.
  - intro h. apply orb_prop in h as [h | h]; [now rewrite IHe1, mmul_zero_l | now rewrite IHe2, mmul_zero_r].
  - intro h. now rewrite IHe.
Qed.

Lemma trace_beside {m n} (e : expression p q m n) :
  forall s : mat n m, once e = true -> trace (mmul (value e) s) = trace (mmul (beside e s) H).
Proof.
  assert (nothing : forall m n (e : expression p q m n) s, zero e = true -> trace (mmul (value e) s) = trace (mmul (beside e s) H)).
  { intros m' n' e' s z. replace (beside e' s) with (Zero : mat q p) by (destruct e'; simpl in *; now rewrite ?z).
    now rewrite (zero_is e' z), !mmul_zero_l, !trace_zero. }
  induction e; intros s o;
    match goal with |- trace (mmul (value ?e) _) = _ => destruct (zero e) eqn:z; [now apply nothing | ] end;
    simpl in *; rewrite ?z in *; simpl in *; try discriminate.
  - apply trace_mul.
  - apply andb_prop in o as [o1 o2]. now rewrite !mmul_plus_l, !trace_plus, IHe1, IHe2.
  - now rewrite !mopp_scal, !mmul_scal_l, !trace_scal, IHe.
  - now rewrite !mmul_scal_l, !trace_scal, IHe.
  - destruct (free e2).
    + now rewrite mmul_assoc, IHe1.
    + apply andb_prop in o as [_ o2]. now rewrite mmul_assoc, trace_mul, mmul_assoc, IHe2.
  - rewrite <- (IHe (mtr s)) by trivial. now rewrite <- (trace_tr (mmul (mtr (value e)) s)), mtr_mul, mtr_tr, trace_mul.
Qed.

Lemma trace_of_sought {n} (e : expression p q n n) : once e = true -> trace (value e) = trace (mmul (beside e Id) H).
Proof. intro o. now rewrite <- trace_beside, mmul_id_r. Qed.

End Values.

Lemma entry_linear {m n} i j : linear (fun A : mat m n => A i j).
Proof. now split. Qed.

Lemma trace_linear {n} : linear (@trace n).
Proof. split; [apply trace_plus | apply trace_scal]. Qed.

Lemma entries_by_words {m n} (a b : expression 0 0 m n) i j :
  over Zero a 1 Ends (fun c t => c * word t i j) = over Zero b 1 Ends (fun c t => c * word t i j) ->
  value Zero a i j = value Zero b i j.
Proof. intro same. now rewrite !(by_words Zero _ _ (entry_linear i j)). Qed.

(* A trace that is done with. *)
Definition expanded_trace {n} (A : mat n n) : R := trace A.

Lemma trace_by_words {n} (a : expression 0 0 n n) :
  trace (value Zero a) = over Zero a 1 Ends (fun c t => c * expanded_trace (word t)).
Proof. apply (by_words Zero _ _ trace_linear). Qed.

(* An expression as data; H, a letter, as the one that is sought. *)
Ltac read p q H w :=
  let again w := read p q H w in
  lazymatch w with
  | H => constr:(@Sought p q)
  | @Zero ?m ?n => constr:(@Nothing p q m n)
  | @Id ?n => constr:(@One p q n)
  | madd ?a ?b => let a := again a in let b := again b in constr:(Sum a b)
  | msub ?a ?b => let a := again a in let b := again b in constr:(Sum a (Opposite b))
  | mopp ?a => let a := again a in constr:(Opposite a)
  | mscal ?c ?a => let a := again a in constr:(Multiple c a)
  | mmul ?a ?b => let a := again a in let b := again b in constr:(Product a b)
  | mtr ?a => let a := again a in constr:(Turned a)
  | ?a => match goal with
          | same : symmetric a |- _ => constr:(@Symmetric p q _ a same)
          | _ => constr:(@Letter p q _ _ a)
          end
  end.
Ltac plainly w := read 0%nat 0%nat (@Zero 0 0) w.
