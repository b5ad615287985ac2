(* Two concepts: the eigenvalues of W lie between logistic curves, at the least and the greatest eigenvalue of A. *)

From Coq Require Import Reals Lra FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From Swingby Require Import prelude tactics.
From Swingby.theorems Require Import definitions search two.
Open Scope R_scope.

(* -- Curves ---------------------------------------------------------------------------------------------------- *)

Lemma first_zero (h : R -> R) (T : R) :
  (forall t, continuous h t) -> 0 < h 0 -> 0 <= T -> h T <= 0 ->
  exists t, 0 < t <= T /\ h t = 0 /\ forall s, 0 <= s < t -> 0 < h s.
Proof.
  intros smooth start hT end_.
  assert (near : forall t e, 0 < e -> exists r, 0 < r /\ forall s, Rabs (s - t) < r -> Rabs (h s - h t) < e).
  { intros t e he. destruct (proj1 (filterlim_locally h (h t)) (smooth t) (mkposreal e he)) as [r close].
    exists r. split; [apply cond_pos | exact close]. }
  pose (E := fun t => 0 <= t <= T /\ forall s, 0 <= s <= t -> 0 < h s).
  destruct (completeness E) as [t [upper least]].
  - exists T. intros t [b _]. apply b.
  - exists 0. split; [lra | ]. intros s b. replace s with 0 by lra. exact start.
  - assert (before : forall s, 0 <= s < t -> 0 < h s).
    { intros s b. destruct (Rlt_le_dec 0 (h s)) as [yes | no]; [exact yes | exfalso].
      assert (t <= s); [ | lra]. apply least. intros r [br all]. destruct (Rle_lt_dec r s) as [le | gt]; [exact le | ].
      assert (0 < h s) by (apply all; lra). lra. }
    assert (low : 0 <= t) by (apply upper; split; [lra | intros s b; replace s with 0 by lra; exact start]).
    assert (high : t <= T) by (apply least; intros r [br _]; apply br).
    assert (zero : h t = 0).
    { destruct (Rtotal_order (h t) 0) as [neg | [z | pos]]; [exfalso | exact z | exfalso].
      - destruct (near t (- h t)) as [r [hr close]]; [lra | ].
        destruct (Req_dec t 0) as [t0 | t0]; [rewrite t0 in neg; lra | ].
        pose (s := Rmax 0 (t - r / 2)). assert (0 <= s < t) by (unfold s; split; [apply Rmax_l | apply Rmax_lub_lt; lra]).
        assert (t - r / 2 <= s) by apply Rmax_r. assert (0 < h s) by (apply before; lra).
        assert (g := close s). rewrite Rabs_left in g by lra. specialize (g ltac:(lra)). apply Rabs_def2 in g. lra.
      - destruct (near t (h t) pos) as [r [hr close]].
        assert (t <> T) by (intro e; rewrite e in pos; lra).
        pose (s := Rmin T (t + r / 2)). assert (t < s <= T) by (unfold s; split; [apply Rmin_glb_lt; lra | apply Rmin_l]).
        assert (s <= t + r / 2) by apply Rmin_r. assert (s <= t); [ | lra].
        apply upper. split; [lra | ]. intros q b. destruct (Rlt_le_dec q t) as [lt | ge]; [apply before; lra | ].
        assert (g := close q). rewrite Rabs_right in g by lra. specialize (g ltac:(lra)). apply Rabs_def2 in g. lra. }
    exists t. repeat split; trivial. destruct (Req_dec t 0) as [t0 | t0]; [rewrite t0 in zero; lra | lra].
Qed.

Lemma falls_to_zero (h : R -> R) (t v : R) :
  0 < t -> is_derive h t v -> h t = 0 -> (forall s, 0 <= s < t -> 0 < h s) -> v <= 0.
Proof.
  intros ht slope zero before. destruct (Rle_lt_dec v 0) as [le | pos]; [exact le | exfalso].
  apply is_derive_Reals in slope. destruct (slope v pos) as [r close].
  pose (s := - (Rmin t (r / 2))). assert (hr := cond_pos r).
  assert (0 < Rmin t (r / 2)) by (apply Rmin_glb_lt; lra). assert (Rmin t (r / 2) <= t) by apply Rmin_l.
  assert (Rmin t (r / 2) <= r / 2) by apply Rmin_r.
  assert (g := close s). rewrite Rabs_left in g by (unfold s; lra). specialize (g ltac:(unfold s; lra) ltac:(unfold s; lra)).
  rewrite zero, Rminus_0_r in g. apply Rabs_def2 in g. destruct g as [_ g].
  assert (0 < h (t + s)) by (apply before; unfold s; lra).
  assert (h (t + s) / s < 0); [ | lra]. unfold Rdiv. rewrite <- (Rmult_0_r (h (t + s))).
  apply Rmult_lt_compat_l; [assumption | apply Rinv_lt_0_compat; unfold s; lra].
Qed.

Lemma at_the_end (g : R -> R) (y : R) : ex_derive g 0 -> (forall e, 0 < e < 1 -> g e <= y) -> g 0 <= y.
Proof.
  intros smooth below. destruct (Rle_lt_dec (g 0) y) as [le | gt]; [exact le | exfalso].
  assert (near := ex_derive_continuous g 0 smooth).
  destruct (proj1 (filterlim_locally g (g 0)) near (mkposreal (g 0 - y) ltac:(lra))) as [r close].
  pose (e := Rmin (r / 2) (1 / 2)). assert (hr := cond_pos r).
  assert (0 < e) by (apply Rmin_glb_lt; lra). assert (e <= r / 2) by apply Rmin_l. assert (e <= 1 / 2) by apply Rmin_r.
  assert (h := close e). unfold ball in h; simpl in h. unfold AbsRing_ball, abs, minus, plus, opp in h; simpl in h.
  rewrite Rabs_right in h by lra. specialize (h ltac:(lra)). apply Rabs_def2 in h. specialize (below e ltac:(lra)). lra.
Qed.

(* -- M' = Y M + M Y + G with G > 0 keeps M > 0 ------------------------------------------------------------------ *)

Section Stays.
Variables x y z f g h p q r : R -> R.
Hypotheses
  (dx : forall t, is_derive x t (2 * (p t * x t + q t * y t) + f t))
  (dy : forall t, is_derive y t (p t * y t + q t * z t + x t * q t + y t * r t + g t))
  (dz : forall t, is_derive z t (2 * (q t * y t + r t * z t) + h t))
  (more : forall t u v, u <> 0 \/ v <> 0 -> 0 < f t * u * u + 2 * g t * u * v + h t * v * v)
  (x0 : 0 < x 0) (det0 : 0 < x 0 * z 0 - y 0 * y 0).

Let det t := x t * z t - y t * y t.

Lemma det_moves t : is_derive det t (2 * (p t + r t) * det t + (f t * z t + h t * x t - 2 * g t * y t)).
Proof.
  unfold det. eapply derive_eq.
  - apply (is_derive_minus (fun s => x s * z s) (fun s => y s * y s)).
    + apply (is_derive_mult x z); [apply dx | apply dz | intros; apply Rmult_comm].
    + apply (is_derive_mult y y); [apply dy | apply dy | intros; apply Rmult_comm].
  - unfold minus, plus, opp, mult; simpl. unfold mult; simpl. ring.
Qed.

Lemma smooth (w : R -> R) (w' : R -> R) : (forall t, is_derive w t (w' t)) -> forall t, continuous w t.
Proof. intros d t. apply (ex_derive_continuous w). eexists. apply d. Qed.

(* A diagonal entry does not reach 0 before the determinant does. *)
Lemma entry_stays (w v : R -> R) (T : R) :
  (forall t, continuous w t) -> 0 < w 0 -> (forall t, det t = w t * v t - y t * y t) -> 0 <= T ->
  (forall s, 0 <= s < T -> 0 < det s) -> (forall s, 0 <= s < T -> 0 < w s) /\ 0 <= w T.
Proof.
  intros near start is hT before.
  assert (one : forall s, 0 <= s < T -> 0 < w s).
  { intros s b. destruct (Rlt_le_dec 0 (w s)) as [yes | no]; [exact yes | exfalso].
    destruct (first_zero w s near start (proj1 b) no) as [r' [br [zero _]]].
    assert (pos := before r' ltac:(lra)). rewrite is, zero in pos. assert (h' := Rle_0_sqr (y r')). unfold Rsqr in h'. lra. }
  split; [exact one | ]. destruct (Rle_lt_dec 0 (w T)) as [yes | no]; [exact yes | exfalso].
  destruct (first_zero w T near start hT (Rlt_le _ _ no)) as [r' [br [zero _]]].
  destruct (Req_dec r' T) as [e | e]; [rewrite e in zero; lra | ]. specialize (one r' ltac:(lra)). lra.
Qed.

Lemma stays (T : R) : 0 <= T -> 0 < x T /\ 0 < det T.
Proof.
  intro hT.
  assert (z0 : 0 < z 0).
  { assert (sq := Rle_0_sqr (y 0)). unfold Rsqr in sq. destruct (Rlt_le_dec 0 (z 0)) as [yes | no]; [exact yes | nra]. }
  assert (all : forall t, 0 <= t -> 0 < det t).
  { intros t ht. destruct (Rlt_le_dec 0 (det t)) as [yes | no]; [exact yes | exfalso].
    destruct (first_zero det t (smooth _ _ det_moves) det0 ht no) as [s [bs [zero before]]].
    destruct (entry_stays x z s (smooth _ _ dx) x0 (fun _ => eq_refl) ltac:(lra) before) as [xs xe].
    destruct (entry_stays z x s (smooth _ _ dz) z0 (fun _ => f_equal2 Rminus (Rmult_comm _ _) eq_refl) ltac:(lra) before) as [_ ze].
    assert (slope := falls_to_zero det s _ (proj1 bs) (det_moves s) zero before). rewrite zero in slope.
    unfold det in zero. destruct (Req_dec (x s) 0) as [xz | xn].
    - assert (yz : y s = 0) by (apply Rsqr_eq_0; unfold Rsqr; rewrite xz in zero; lra). rewrite xz, yz in *.
      assert (fs := more s 1 0 ltac:(left; lra)).
      assert (down := falls_to_zero x s _ (proj1 bs) (dx s) xz xs). rewrite xz, yz in down. lra.
    - assert (pos := more s (y s) (- x s) ltac:(right; lra)).
      assert (x s * (f s * z s + h s * x s - 2 * g s * y s) <= 0) by (assert (0 < x s) by lra; nra).
      replace (f s * y s * y s) with (f s * (x s * z s)) in pos by (replace (x s * z s) with (y s * y s) by lra; ring). lra. }
  split; [ | now apply all]. apply (entry_stays x z (T + 1) (smooth _ _ dx) x0 (fun _ => eq_refl)); [lra | | lra].
  intros s b. apply all. lra.
Qed.
End Stays.

(* -- The logistic curve ---------------------------------------------------------------------------------------- *)

Definition logistic (a c t : R) : R := c * exp (2 * a * t) / (1 + c * (exp (2 * a * t) - 1)).

Lemma below_it (a c t : R) : 0 < c < 1 -> 0 < 1 + c * (exp (2 * a * t) - 1).
Proof. intro hc. assert (h := exp_pos (2 * a * t)). assert (0 < c * exp (2 * a * t)) by (apply Rmult_lt_0_compat; lra). lra. Qed.

Lemma logistic_inside (a c t : R) : 0 < c < 1 -> 0 < 2 * logistic a c t * (1 - logistic a c t).
Proof.
  intro hc. assert (h := below_it a c t hc). assert (e := exp_pos (2 * a * t)). unfold logistic.
  replace (2 * _ * _) with (2 * c * (1 - c) * exp (2 * a * t) * / (1 + c * (exp (2 * a * t) - 1)) ^ 2) by (field; lra).
  repeat apply Rmult_lt_0_compat; try lra. apply Rinv_0_lt_compat, pow_lt, h.
Qed.

Lemma logistic_moves (a c t : R) : 0 < a -> 0 < c < 1 ->
  logistic a c 0 = c /\ is_derive (logistic a c) t (2 * a * logistic a c t * (1 - logistic a c t)).
Proof. intros ha hc. destruct (major_entry a c ha) as [start moves]; [lra | ]. split; [exact start | exact (moves t)]. Qed.

(* -- Two rows -------------------------------------------------------------------------------------------------- *)

Local Notation one := (Fin.F1 : Fin.t 2).
Local Notation other := (Fin.FS Fin.F1 : Fin.t 2).
Definition quadratic (B : mat 2 2) (u v : R) : R := B one one * u * u + 2 * B one other * u * v + B other other * v * v.

Lemma turn (B : mat 2 2) : symmetric B -> B other one = B one other.
Proof. intro s. exact (f_equal (fun m : mat 2 2 => m one other) s). Qed.

Lemma form_is (B : mat 2 2) (x : mat 2 1) : symmetric B -> form B x = quadratic B (x one Fin.F1) (x other Fin.F1).
Proof. intro s. explicit. unfold quadratic. rewrite (turn B s). ring. Qed.

Lemma field_entries (A W : mat 2 2) : symmetric A -> symmetric W ->
  let a := A one one in let b := A one other in let c := A other other in
  let x := W one one in let y := W one other in let z := W other other in
  V A W one one = 2 * a * x * (1 - x) - a * y * y - 3 * b * x * y - b * y * z + 2 * b * y - c * y * y /\
  V A W other other = 2 * c * z * (1 - z) - c * y * y - 3 * b * y * z - b * x * y + 2 * b * y - a * y * y /\
  V A W one other = (a + c) * y + b * (x + z) - 1 / 2 * (3 * a * x * y + a * y * z + c * x * y + 3 * c * y * z)
    - 1 / 2 * b * (x + z) * (x + z) - 2 * b * y * y.
Proof. intros sa sw a b c x y z. explicit. rewrite (turn A sa), (turn W sw). fold a b c x y z. repeat split; field. Qed.

Section Eigenvalues.
Variables (A : mat 2 2) (W : R -> mat 2 2).
Hypotheses (symA : symmetric A) (symW : forall t, symmetric (W t)) (flow : follows A W).

Let a := A one one.
Let b := A one other.
Let c := A other other.
Let x t := W t one one.
Let y t := W t one other.
Let z t := W t other other.

Lemma entries_move t :
  is_derive x t (2 * a * x t * (1 - x t) - a * y t * y t - 3 * b * x t * y t - b * y t * z t + 2 * b * y t - c * y t * y t) /\
  is_derive z t (2 * c * z t * (1 - z t) - c * y t * y t - 3 * b * y t * z t - b * x t * y t + 2 * b * y t - a * y t * y t) /\
  is_derive y t ((a + c) * y t + b * (x t + z t) - 1 / 2 * (3 * a * x t * y t + a * y t * z t + c * x t * y t + 3 * c * y t * z t)
    - 1 / 2 * b * (x t + z t) * (x t + z t) - 2 * b * y t * y t).
Proof.
  destruct (field_entries A (W t) symA (symW t)) as [d1 [d2 d3]]. unfold x, y, z, a, b, c. rewrite <- d1, <- d2, <- d3.
  repeat split; apply flow.
Qed.

(* Strictly: W > c implies W > the curve, where A > its rate. *)
Lemma above_strictly (s k t : R) :
  0 < s -> 0 < k < 1 -> (forall u v, u <> 0 \/ v <> 0 -> s * (u * u + v * v) < quadratic A u v) ->
  (forall u v, u <> 0 \/ v <> 0 -> k * (u * u + v * v) < quadratic (W 0) u v) -> 0 <= t ->
  let l := logistic s k in 0 < x t - l t /\ 0 < (x t - l t) * (z t - l t) - y t * y t.
Proof.
  intros hs hk larger start ht l.
  assert (moves : forall r, is_derive l r (2 * s * l r * (1 - l r))) by (intro r; apply (logistic_moves s k r hs hk)).
  assert (l0 : l 0 = k) by apply (logistic_moves s k 0 hs hk).
  assert (x0 := start 1 0 ltac:(left; lra)). unfold quadratic in x0. fold (x 0) (y 0) (z 0) in x0.
  assert (d0 := start (- y 0) (x 0 - k) ltac:(right; lra)). unfold quadratic in d0. fold (x 0) (y 0) (z 0) in d0.
  pose (G := fun r => 2 * l r * (1 - l r)).
  apply (stays (fun r => x r - l r) y (fun r => z r - l r) (fun r => G r * (a - s)) (fun r => G r * b) (fun r => G r * (c - s))
    (fun r => (1 - 2 * l r) * a - (a * (x r - l r) + b * y r))
    (fun r => (1 - 2 * l r) * b - 1 / 2 * (a * y r + b * (z r - l r) + (x r - l r) * b + y r * c))
    (fun r => (1 - 2 * l r) * c - (b * y r + c * (z r - l r)))); trivial.
  - intro r. cbv beta. destruct (entries_move r) as [ex [ez ey]]. eapply derive_eq; [exact (slope_minus x l _ _ _ ex (moves r)) | ]. unfold G. field.
  - intro r. cbv beta. destruct (entries_move r) as [ex [ez ey]]. eapply derive_eq; [exact ey | ]. unfold G. field.
  - intro r. cbv beta. destruct (entries_move r) as [ex [ez ey]]. eapply derive_eq; [exact (slope_minus z l _ _ _ ez (moves r)) | ]. unfold G. field.
  - intros r u v some. assert (g := logistic_inside s k r hk). fold l in g. specialize (larger u v some).
    unfold quadratic in larger. fold a b c in larger.
    replace (_ + _ + _) with (G r * ((a * u * u + 2 * b * u * v + c * v * v) - s * (u * u + v * v))) by ring.
    apply Rmult_lt_0_compat; [exact g | lra].
  - rewrite l0. lra.
  - rewrite l0. apply (Rmult_lt_reg_l (x 0 - k)); [lra | ]. lra.
Qed.

Lemma below_strictly (s k t : R) :
  0 < s -> 0 < k < 1 -> (forall u v, u <> 0 \/ v <> 0 -> quadratic A u v < s * (u * u + v * v)) ->
  (forall u v, u <> 0 \/ v <> 0 -> quadratic (W 0) u v < k * (u * u + v * v)) -> 0 <= t ->
  let l := logistic s k in 0 < l t - x t /\ 0 < (l t - x t) * (l t - z t) - - y t * - y t.
Proof.
  intros hs hk less start ht l.
  assert (moves : forall r, is_derive l r (2 * s * l r * (1 - l r))) by (intro r; apply (logistic_moves s k r hs hk)).
  assert (l0 : l 0 = k) by apply (logistic_moves s k 0 hs hk).
  assert (x0 := start 1 0 ltac:(left; lra)). unfold quadratic in x0. fold (x 0) (y 0) (z 0) in x0.
  assert (d0 := start (y 0) (k - x 0) ltac:(right; lra)). unfold quadratic in d0. fold (x 0) (y 0) (z 0) in d0.
  pose (G := fun r => 2 * l r * (1 - l r)).
  apply (stays (fun r => l r - x r) (fun r => - y r) (fun r => l r - z r)
    (fun r => G r * (s - a)) (fun r => G r * - b) (fun r => G r * (s - c))
    (fun r => (1 - 2 * l r) * a + (a * (l r - x r) + b * - y r))
    (fun r => (1 - 2 * l r) * b + 1 / 2 * (a * - y r + b * (l r - z r) + (l r - x r) * b + - y r * c))
    (fun r => (1 - 2 * l r) * c + (b * - y r + c * (l r - z r)))); trivial.
  - intro r. cbv beta. destruct (entries_move r) as [ex [ez ey]]. eapply derive_eq; [exact (slope_minus l x _ _ _ (moves r) ex) | ]. unfold G. field.
  - intro r. cbv beta. destruct (entries_move r) as [ex [ez ey]]. eapply derive_eq; [exact (slope_opp y _ _ ey) | ]. unfold G. field.
  - intro r. cbv beta. destruct (entries_move r) as [ex [ez ey]]. eapply derive_eq; [exact (slope_minus l z _ _ _ (moves r) ez) | ]. unfold G. field.
  - intros r u v some. assert (g := logistic_inside s k r hk). fold l in g. specialize (less u v some).
    unfold quadratic in less. fold a b c in less.
    replace (_ + _ + _) with (G r * (s * (u * u + v * v) - (a * u * u + 2 * b * u * v + c * v * v))) by ring.
    apply Rmult_lt_0_compat; [exact g | lra].
  - rewrite l0. lra.
  - rewrite l0. apply (Rmult_lt_reg_l (k - x 0)); [lra | ]. lra.
Qed.

Lemma of_entries (p q r u v : R) : 0 < p -> 0 < p * r - q * q -> 0 <= p * u * u + 2 * q * u * v + r * v * v.
Proof.
  intros hp hd. apply (Rmult_le_reg_l p); [exact hp | ].
  replace (p * (_ + _ + _)) with ((p * u + q * v) * (p * u + q * v) + (p * r - q * q) * (v * v)) by ring.
  assert (h := Rle_0_sqr (p * u + q * v)). assert (h' := Rle_0_sqr v). unfold Rsqr in *. rewrite Rmult_0_r.
  assert (0 <= (p * r - q * q) * (v * v)) by (apply Rmult_le_pos; lra). lra.
Qed.

Lemma square_above (u v : R) : u <> 0 \/ v <> 0 -> 0 < u * u + v * v.
Proof.
  intros [h | h]; apply Rsqr_pos_lt in h; unfold Rsqr in h;
    [assert (g := Rle_0_sqr v) | assert (g := Rle_0_sqr u)]; unfold Rsqr in g; lra.
Qed.

Lemma logistic_smooth (s k t e e' : R) : 0 < k < 1 -> ex_derive (fun r => logistic (s + r * e) (k + r * e') t) 0.
Proof. intro hk. unfold logistic. auto_derive. rewrite !Rmult_0_l, !Rplus_0_r. assert (h := below_it s k t hk). lra. Qed.

Lemma form_apart (B C : mat 2 2) (v : mat 2 1) :
  symmetric B -> symmetric C ->
  form (B - C)%M v = quadratic B (v one Fin.F1) (v other Fin.F1) - quadratic C (v one Fin.F1) (v other Fin.F1).
Proof. intros sb sc. rewrite <- !form_is by assumption. unfold form. traced. ring. Qed.

Lemma scaled (s : R) : symmetric (s .* Id : mat 2 2)%M /\ forall u v, quadratic (s .* Id)%M u v = s * (u * u + v * v).
Proof.
  split; [unfold symmetric; words | ]. intros u v. unfold quadratic, mscal, Id. rewrite !kronecker_same, kronecker_other by discriminate. ring.
Qed.

Lemma ordered (B C : mat 2 2) : symmetric B -> symmetric C ->
  (semidefinite (B - C)%M <-> forall u v, quadratic C u v <= quadratic B u v).
Proof.
  intros sb sc. split.
  - intros [_ pos] u v. specialize (pos (column (two u v))). rewrite form_apart in pos by assumption. exact (proj2 (Rminus_le_0 _ _) pos).
  - intro less. split; [unfold symmetric; words | ]. intro v. rewrite form_apart by assumption.
    specialize (less (v one Fin.F1) (v other Fin.F1)). lra.
Qed.

Lemma product (p q r : R) : 0 < p -> 0 < q -> 0 < r -> 0 < p * q * r.
Proof. intros. now repeat apply Rmult_lt_0_compat. Qed.

(* The least eigenvalue of W is at least the logistic curve of the least one of A. *)
Lemma form_above (alpha k t : R) :
  0 < alpha -> 0 < k < 1 -> semidefinite (A - alpha .* Id)%M -> semidefinite (W 0 - k .* Id)%M -> 0 <= t ->
  semidefinite (W t - logistic alpha k t .* Id)%M.
Proof.
  intros ha hk la start ht. rewrite ordered in * by (trivial; apply scaled). intros u v. rewrite (proj2 (scaled _)).
  destruct (Req_dec (u * u + v * v) 0) as [none | some].
  { assert (u = 0 /\ v = 0) as [-> ->] by (apply Rplus_sqr_eq_0; exact none). unfold quadratic. lra. }
  assert (n : 0 < u * u + v * v).
  { assert (h := Rle_0_sqr u). assert (h' := Rle_0_sqr v). unfold Rsqr in *. lra. }
  pose (m := fun e => logistic (alpha + e * (- alpha / 2)) (k + e * (- k / 2)) t).
  assert (limit : m 0 <= quadratic (W t) u v / (u * u + v * v)).
  { apply at_the_end; [now apply logistic_smooth | ]. intros e he. unfold m.
    destruct (above_strictly (alpha + e * (- alpha / 2)) (k + e * (- k / 2)) t) as [pos det]; trivial; try nra.
    - intros p q some'. specialize (la p q). rewrite (proj2 (scaled _)) in la.
      assert (gap := product e alpha _ ltac:(lra) ltac:(lra) (square_above p q some')). lra.
    - intros p q some'. specialize (start p q). rewrite (proj2 (scaled _)) in start.
      assert (gap := product e k _ ltac:(lra) ltac:(lra) (square_above p q some')). lra.
    - assert (h := of_entries _ _ _ u v pos det). apply (Rmult_le_reg_r (u * u + v * v)); [exact n | ].
      replace (quadratic (W t) u v / (u * u + v * v) * (u * u + v * v)) with (quadratic (W t) u v) by (field; lra).
      unfold quadratic, x, y, z in *. lra. }
  unfold m in limit. rewrite !Rmult_0_l, !Rplus_0_r in limit.
  apply (Rmult_le_compat_r (u * u + v * v)) in limit; [ | lra].
  replace (quadratic (W t) u v / (u * u + v * v) * (u * u + v * v)) with (quadratic (W t) u v) in limit by (field; lra). exact limit.
Qed.

(* The greatest eigenvalue of W is at most the logistic curve of the greatest one of A. *)
Lemma form_below (beta k t : R) :
  0 < beta -> 0 < k < 1 -> semidefinite (beta .* Id - A)%M -> semidefinite (k .* Id - W 0)%M -> 0 <= t ->
  semidefinite (logistic beta k t .* Id - W t)%M.
Proof.
  intros hb hk la start ht. rewrite ordered in * by (trivial; apply scaled). intros u v. rewrite (proj2 (scaled _)).
  destruct (Req_dec (u * u + v * v) 0) as [none | some].
  { assert (u = 0 /\ v = 0) as [-> ->] by (apply Rplus_sqr_eq_0; exact none). unfold quadratic. lra. }
  assert (n : 0 < u * u + v * v).
  { assert (h := Rle_0_sqr u). assert (h' := Rle_0_sqr v). unfold Rsqr in *. lra. }
  pose (m := fun e => - logistic (beta + e * 1) (k + e * ((1 - k) / 2)) t).
  assert (limit : m 0 <= - quadratic (W t) u v / (u * u + v * v)).
  { apply at_the_end; [now apply (ex_derive_opp (V := R_NormedModule)), logistic_smooth | ]. intros e he. unfold m.
    destruct (below_strictly (beta + e * 1) (k + e * ((1 - k) / 2)) t) as [pos det]; trivial; try nra.
    - intros p q some'. specialize (la p q). rewrite (proj2 (scaled _)) in la.
      assert (gap := product e 1 _ ltac:(lra) ltac:(lra) (square_above p q some')). lra.
    - intros p q some'. specialize (start p q). rewrite (proj2 (scaled _)) in start.
      assert (gap := product e (1 - k) _ ltac:(lra) ltac:(lra) (square_above p q some')). lra.
    - assert (h := of_entries _ _ _ u v pos det). apply (Rmult_le_reg_r (u * u + v * v)); [exact n | ].
      replace (- quadratic (W t) u v / (u * u + v * v) * (u * u + v * v)) with (- quadratic (W t) u v) by (field; lra).
      unfold quadratic, x, y, z in *. lra. }
  unfold m in limit. rewrite !Rmult_0_l, !Rplus_0_r in limit.
  apply (Rmult_le_compat_r (u * u + v * v)) in limit; [ | lra].
  replace (- quadratic (W t) u v / (u * u + v * v) * (u * u + v * v)) with (- quadratic (W t) u v) in limit by (field; lra). lra.
Qed.
End Eigenvalues.

(* For a start with eigenvalues between low and high, an eigenvalue lambda of W at time t, where A lies between alpha and beta. *)
Theorem eigenvalues_between (A : mat 2 2) (W : R -> mat 2 2) (alpha beta low high t lambda : R) (v : mat 2 1) :
  symmetric A -> (forall s, symmetric (W s)) -> follows A W -> 0 < alpha -> 0 < beta -> 0 < low < 1 -> 0 < high < 1 ->
  semidefinite (A - alpha .* Id)%M -> semidefinite (beta .* Id - A)%M ->
  semidefinite (W 0 - low .* Id)%M -> semidefinite (high .* Id - W 0)%M -> 0 <= t ->
  v <> Zero -> (W t * v = lambda .* v)%M -> logistic alpha low t <= lambda <= logistic beta high t.
Proof.
  intros symA symW flow ha hb hl hh la lb start stop ht some is.
  destruct (form_above A W symA symW flow alpha low t ha hl la start ht) as [_ above].
  destruct (form_below A W symA symW flow beta high t hb hh lb stop ht) as [_ below].
  specialize (above v). specialize (below v).
  assert (square : quadratic Id (v one Fin.F1) (v other Fin.F1) = trace (v^T * v)%M).
  { rewrite <- form_is by apply mtr_id. unfold form. now rewrite mmul_assoc, mmul_id_l. }
  assert (pos : 0 < trace (v^T * v)%M).
  { rewrite <- square. unfold quadratic, Id. rewrite !kronecker_same, kronecker_other by discriminate.
    assert (h := square_above (v one Fin.F1) (v other Fin.F1)).
    enough (v one Fin.F1 <> 0 \/ v other Fin.F1 <> 0) by (specialize (h H); lra).
    destruct (Req_dec (v one Fin.F1) 0) as [e | e]; [right | now left]. intro e'. apply some.
    apply mat_ext; intros i j. member j. member i; [exact e | exact e']. }
  assert (one_way : forall s, form (W t - s .* Id)%M v = (lambda - s) * trace (v^T * v)%M).
  { intro s. unfold form. rewrite mmul_assoc. unfold msub. rewrite mmul_plus_l, is. traced. ring. }
  assert (other_way : forall s, form (s .* Id - W t)%M v = (s - lambda) * trace (v^T * v)%M).
  { intro s. unfold form. rewrite mmul_assoc. unfold msub. rewrite mmul_plus_l, mopp_scal, !mmul_scal_l, is. traced. ring. }
  rewrite one_way in above. rewrite other_way in below.
  split; apply (Rmult_le_reg_r (trace (v^T * v)%M)); lra.
Qed.

(* M = W - l I moves by M' = Y M + M Y + G, l the logistic curve of the rate s: what is proved above, in every dimension. *)
Theorem comparison (d : nat) (A W : mat d d) (l s : R) :
  symmetric A -> symmetric W ->
  let M := (W - l .* Id)%M in let Y := ((1 - 2 * l) .* A - (1 / 2) .* (A * M + M * A))%M in
  (V A W - (2 * s * l * (1 - l)) .* Id = Y * M + M * Y + (2 * l * (1 - l)) .* (A - s .* Id))%M.
Proof. intros a w M Y. unfold Y, M, V. words. Qed.
