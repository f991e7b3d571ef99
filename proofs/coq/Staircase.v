(** * The staircase of sigmoids: error bounds for one ReLU and for a shallow ReLU network

    With S(t) = 1 / (1 + exp(-t)), n grid points on [0, 1] and d = 1 / (n - 1), the staircase
    g(x) = d * (sum over i = 1 .. n-1 of S((k / d) * (x - i * d))) satisfies

      |relu(x) - g(x)| <= d * ln(1 + exp(k)) / k     for every x <= 1,

    and its largest error on [-1, 1] is the largest one on the last step, 1 - d <= x <= 1.
    The bound for networks with one hidden layer follows from it by relu(r z) = r relu(z).
    Only the standard library is used. *)

Require Import Reals Lra Lia List FunctionalExtensionality.
Import ListNotations.
Open Scope R_scope.

(** ** Definitions *)

Definition relu (x : R) : R := Rmax x 0.

Definition sigmoid (t : R) : R := / (1 + exp (- t)).

(** f 1 + f 2 + ... + f m. *)
Fixpoint sum_from_1 (f : nat -> R) (m : nat) : R :=
  match m with
  | O => 0
  | S m' => sum_from_1 f m' + f (S m')
  end.

Definition staircase (n : nat) (k x : R) : R :=
  / INR (n - 1) *
  sum_from_1 (fun i => sigmoid (k * INR (n - 1) * (x - INR i / INR (n - 1)))) (n - 1).

(** F(t) = ln(1 + exp(k t)) / k, an antiderivative of S(k t). *)
Definition softplus (k t : R) : R := ln (1 + exp (k * t)) / k.

(** ** Finite sums *)

(** Two sums with equal terms are equal. *)
Lemma sum_ext : forall (f g : nat -> R) (m : nat),
  (forall i, (1 <= i <= m)%nat -> f i = g i) -> sum_from_1 f m = sum_from_1 g m.
Proof.
  induction m as [|m IH]; intros H; simpl; [reflexivity|].
  rewrite IH by (intros; apply H; lia).
  rewrite H by lia. reflexivity.
Qed.

(** Sums are monotone in their terms. *)
Lemma sum_le : forall (f g : nat -> R) (m : nat),
  (forall i, (1 <= i <= m)%nat -> f i <= g i) -> sum_from_1 f m <= sum_from_1 g m.
Proof.
  induction m as [|m IH]; intros H; simpl; [lra|].
  apply Rplus_le_compat; [apply IH; intros|]; apply H; lia.
Qed.

(** A sum of nonnegative terms is nonnegative. *)
Lemma sum_nonneg : forall (f : nat -> R) (m : nat),
  (forall i, (1 <= i <= m)%nat -> 0 <= f i) -> 0 <= sum_from_1 f m.
Proof.
  induction m as [|m IH]; intros H; simpl; [lra|].
  apply Rplus_le_le_0_compat; [apply IH; intros|]; apply H; lia.
Qed.

(** Sums are additive. *)
Lemma sum_plus : forall (f g : nat -> R) (m : nat),
  sum_from_1 (fun i => f i + g i) m = sum_from_1 f m + sum_from_1 g m.
Proof.
  induction m as [|m IH]; simpl; [ring|rewrite IH; ring].
Qed.

(** A constant factor leaves the sum. *)
Lemma sum_scale : forall (c : R) (f : nat -> R) (m : nat),
  sum_from_1 (fun i => c * f i) m = c * sum_from_1 f m.
Proof.
  induction m as [|m IH]; simpl; [ring|rewrite IH; ring].
Qed.

(** |f 1 + ... + f m| <= |f 1| + ... + |f m|. *)
Lemma sum_abs : forall (f : nat -> R) (m : nat),
  Rabs (sum_from_1 f m) <= sum_from_1 (fun i => Rabs (f i)) m.
Proof.
  induction m as [|m IH]; simpl; [rewrite Rabs_R0; lra|].
  eapply Rle_trans; [apply Rabs_triang|lra].
Qed.

(** (h 0 - h 1) + (h 1 - h 2) + ... + (h (m-1) - h m) = h 0 - h m. *)
Lemma sum_telescope : forall (h : nat -> R) (m : nat),
  sum_from_1 (fun i => h (i - 1)%nat - h i) m = h O - h m.
Proof.
  induction m as [|m IH]; simpl; [ring|].
  rewrite IH, Nat.sub_0_r. ring.
Qed.

(** ** The sigmoid and its antiderivative *)

(** The sigmoid is positive. *)
Lemma sigmoid_pos : forall t, 0 < sigmoid t.
Proof.
  intros t. unfold sigmoid. apply Rinv_0_lt_compat.
  pose proof (exp_pos (- t)). lra.
Qed.

(** The sigmoid is increasing. *)
Lemma sigmoid_incr : forall s t, s <= t -> sigmoid s <= sigmoid t.
Proof.
  intros s t [H|H]; [|subst; lra].
  unfold sigmoid. pose proof (exp_pos (- t)).
  pose proof (exp_increasing (- t) (- s)).
  apply Rinv_le_contravar; lra.
Qed.

(** S(t) = exp(t) / (1 + exp(t)). *)
Lemma sigmoid_exp : forall t, sigmoid t = exp t / (1 + exp t).
Proof.
  intros t. unfold sigmoid. rewrite exp_Ropp.
  pose proof (exp_pos t). field. lra.
Qed.

(** F'(t) = S(k t). *)
Lemma softplus_derivative : forall k t, 0 < k ->
  derivable_pt_lim (softplus k) t (sigmoid (k * t)).
Proof.
  intros k t Hk.
  pose proof (exp_pos (k * t)) as He.
  pose proof (derivable_pt_lim_scal id k t 1 (derivable_pt_lim_id t)) as D1.
  pose proof (derivable_pt_lim_comp _ exp t _ _ D1 (derivable_pt_lim_exp _)) as D2.
  pose proof (derivable_pt_lim_plus _ _ t _ _ (derivable_pt_lim_const 1 t) D2) as D3.
  unfold mult_real_fct, comp, plus_fct, fct_cte, id in D3.
  assert (Hp : 0 < 1 + exp (k * t)) by lra.
  pose proof (derivable_pt_lim_comp _ ln t _ _ D3 (derivable_pt_lim_ln _ Hp)) as D4.
  pose proof (derivable_pt_lim_scal _ (/ k) t _ D4) as D5.
  replace (softplus k) with
    (mult_real_fct (/ k) (comp ln (fun s => 1 + exp (k * s)))).
  - replace (sigmoid (k * t)) with
      (/ k * (/ (1 + exp (k * t)) * (0 + exp (k * t) * (k * 1)))); [exact D5|].
    rewrite sigmoid_exp. field. lra.
  - apply functional_extensionality. intros s.
    unfold mult_real_fct, comp, softplus. field. lra.
Qed.

(** S(k t) <= F(t + 1) - F(t) <= S(k (t + 1)), by the mean value theorem. *)
Lemma softplus_step : forall k t, 0 < k ->
  sigmoid (k * t) <= softplus k (t + 1) - softplus k t <= sigmoid (k * (t + 1)).
Proof.
  intros k t Hk.
  destruct (MVT_cor2 (softplus k) (fun s => sigmoid (k * s)) t (t + 1)) as [c [E [H1 H2]]];
    [lra|intros; apply softplus_derivative; exact Hk|].
  rewrite E.
  replace (t + 1 - t) with 1 by ring. rewrite Rmult_1_r.
  split; apply sigmoid_incr, Rmult_le_compat_l; lra.
Qed.

(** F is nonnegative. *)
Lemma softplus_nonneg : forall k t, 0 < k -> 0 <= softplus k t.
Proof.
  intros k t Hk. unfold softplus. apply Rmult_le_pos.
  - rewrite <- ln_1. pose proof (exp_pos (k * t)).
    left. apply ln_increasing; lra.
  - left. apply Rinv_0_lt_compat. exact Hk.
Qed.

(** F is increasing. *)
Lemma softplus_incr : forall k s t, 0 < k -> s <= t -> softplus k s <= softplus k t.
Proof.
  intros k s t Hk [H|H]; [|subst; lra].
  unfold softplus. apply Rmult_le_compat_r; [left; apply Rinv_0_lt_compat; exact Hk|].
  pose proof (exp_pos (k * s)).
  assert (exp (k * s) < exp (k * t)) by (apply exp_increasing, Rmult_lt_compat_l; lra).
  left. apply ln_increasing; lra.
Qed.

(** F(t) = t + F(-t). *)
Lemma softplus_reflect : forall k t, 0 < k -> softplus k t = t + softplus k (- t).
Proof.
  intros k t Hk. unfold softplus.
  pose proof (exp_pos (k * t)) as He.
  pose proof (exp_pos (k * - t)) as He'.
  assert (E : 1 + exp (k * t) = exp (k * t) * (1 + exp (k * - t))).
  { rewrite Rmult_plus_distr_l, <- exp_plus.
    replace (k * t + k * - t) with 0 by ring. rewrite exp_0. ring. }
  rewrite E, ln_mult, ln_exp by lra.
  field. lra.
Qed.

(** ** The closed form of the error *)

(** sum_{i=1..m} S(k (u - i)) lies between F(u-1) - F(u-m-1) and F(u) - F(u-m). *)
Lemma sum_between : forall (m : nat) (k u : R), 0 < k ->
  softplus k (u - 1) - softplus k (u - INR m - 1)
    <= sum_from_1 (fun i => sigmoid (k * (u - INR i))) m
    <= softplus k u - softplus k (u - INR m).
Proof.
  intros m k u Hk. split.
  - replace (u - 1) with (u - INR 0 - 1) by (simpl; ring).
    rewrite <- (sum_telescope (fun i => softplus k (u - INR i - 1)) m).
    apply sum_le. intros i Hi. rewrite minus_INR by lia.
    destruct (softplus_step k (u - INR i - 1) Hk) as [_ H].
    replace (u - INR i - 1 + 1) with (u - INR i) in H by ring.
    replace (u - (INR i - INR 1) - 1) with (u - INR i) by (simpl; ring).
    exact H.
  - replace (softplus k u) with (softplus k (u - INR 0)) by (f_equal; simpl; ring).
    rewrite <- (sum_telescope (fun i => softplus k (u - INR i)) m).
    apply sum_le. intros i Hi. rewrite minus_INR by lia.
    destruct (softplus_step k (u - INR i) Hk) as [H _].
    replace (u - (INR i - INR 1)) with (u - INR i + 1) by (simpl; ring).
    exact H.
Qed.

(** In grid units u = (n - 1) x, the error is at most F(1). *)
Lemma grid_bound : forall (m : nat) (k u : R), 0 < k -> u <= INR m ->
  Rabs (relu u - sum_from_1 (fun i => sigmoid (k * (u - INR i))) m) <= softplus k 1.
Proof.
  intros m k u Hk Hu.
  destruct (sum_between m k u Hk) as [Hlow Hup].
  pose proof (softplus_nonneg k (u - INR m) Hk).
  pose proof (softplus_incr k 0 1 Hk ltac:(lra)) as H01.
  assert (Hpos : 0 <= sum_from_1 (fun i => sigmoid (k * (u - INR i))) m)
    by (apply sum_nonneg; intros; left; apply sigmoid_pos).
  unfold relu. apply Rabs_le.
  destruct (Rle_or_lt 0 u) as [H0|H0].
  - rewrite Rmax_left by exact H0. split.
    + pose proof (softplus_incr k (- u) 0 Hk ltac:(lra)).
      pose proof (softplus_reflect k u Hk). lra.
    + pose proof (softplus_incr k (u - INR m - 1) (- (1)) Hk ltac:(lra)).
      pose proof (softplus_reflect k 1 Hk).
      pose proof (softplus_reflect k (u - 1) Hk).
      pose proof (softplus_nonneg k (- (u - 1)) Hk). lra.
  - rewrite Rmax_right by lra.
    pose proof (softplus_incr k u 0 Hk ltac:(lra)).
    pose proof (softplus_nonneg k 1 Hk). lra.
Qed.

(** relu is positively homogeneous. *)
Theorem homogeneity : forall r z, 0 < r -> relu (r * z) = r * relu z.
Proof.
  intros r z Hr. unfold relu.
  rewrite <- RmaxRmult by lra. rewrite Rmult_0_r. reflexivity.
Qed.

(** The staircase in grid units u = (n - 1) x. *)
Lemma staircase_in_steps : forall (n : nat) (k x : R), (2 <= n)%nat ->
  staircase n k x
    = / INR (n - 1) * sum_from_1 (fun i => sigmoid (k * (INR (n - 1) * x - INR i))) (n - 1).
Proof.
  intros n k x Hn.
  assert (HN : 0 < INR (n - 1)) by (apply lt_0_INR; lia).
  unfold staircase. f_equal. apply sum_ext. intros. f_equal. field. lra.
Qed.

(** An error bound in grid units, divided by n - 1. *)
Lemma from_steps : forall (n : nat) (k x B : R), (2 <= n)%nat ->
  Rabs (relu (INR (n - 1) * x)
        - sum_from_1 (fun i => sigmoid (k * (INR (n - 1) * x - INR i))) (n - 1)) <= B ->
  Rabs (relu x - staircase n k x) <= B / INR (n - 1).
Proof.
  intros n k x B Hn HB.
  assert (HN : 0 < INR (n - 1)) by (apply lt_0_INR; lia).
  rewrite staircase_in_steps by exact Hn.
  replace (relu x) with (/ INR (n - 1) * relu (INR (n - 1) * x))
    by (rewrite homogeneity by exact HN; field; lra).
  rewrite <- Rmult_minus_distr_l, Rabs_mult, Rabs_right
    by (left; apply Rinv_0_lt_compat; exact HN).
  unfold Rdiv. rewrite (Rmult_comm B).
  apply Rmult_le_compat_l; [left; apply Rinv_0_lt_compat|]; assumption.
Qed.

(** x <= 1 means u <= n - 1. *)
Lemma up_to_the_end : forall (m : nat) (x : R), x <= 1 -> INR m * x <= INR m.
Proof.
  intros m x Hx. rewrite <- Rmult_1_r. apply Rmult_le_compat_l; [apply pos_INR|exact Hx].
Qed.

(** The staircase is within ln(1 + exp(k)) / ((n - 1) k) of relu on (-oo, 1]. *)
Theorem closed_form : forall (n : nat) (k x : R),
  (2 <= n)%nat -> 0 < k -> x <= 1 ->
  Rabs (relu x - staircase n k x) <= ln (1 + exp k) / (INR (n - 1) * k).
Proof.
  intros n k x Hn Hk Hx.
  assert (HN : 0 < INR (n - 1)) by (apply lt_0_INR; lia).
  replace (ln (1 + exp k) / (INR (n - 1) * k)) with (softplus k 1 / INR (n - 1))
    by (unfold softplus; rewrite Rmult_1_r; field; lra).
  apply from_steps; [exact Hn|].
  apply grid_bound, up_to_the_end; assumption.
Qed.

(** The same bound, written d (1 + ln(1 + exp(-k)) / k). *)
Lemma bound_rewritten : forall (n : nat) (k : R), (2 <= n)%nat -> 0 < k ->
  ln (1 + exp k) / (INR (n - 1) * k) = / INR (n - 1) * (1 + ln (1 + exp (- k)) / k).
Proof.
  intros n k Hn Hk.
  assert (HN : 0 < INR (n - 1)) by (apply lt_0_INR; lia).
  pose proof (softplus_reflect k 1 Hk) as E. unfold softplus in E.
  replace (k * - (1)) with (- k) in E by ring. rewrite Rmult_1_r in E.
  rewrite <- E. field. lra.
Qed.

(** The staircase scaled to the range r: relu(z) is replaced by r g(z / r), for z <= r. *)
Lemma scaled_staircase : forall (n : nat) (k r z : R),
  (2 <= n)%nat -> 0 < k -> 0 < r -> z <= r ->
  Rabs (relu z - r * staircase n k (z / r)) <= ln (1 + exp k) / (INR (n - 1) * k) * r.
Proof.
  intros n k r z Hn Hk Hr Hz.
  replace (relu z) with (r * relu (z / r))
    by (rewrite <- homogeneity by exact Hr; f_equal; field; lra).
  rewrite <- Rmult_minus_distr_l, Rabs_mult, (Rabs_right r), (Rmult_comm r) by lra.
  apply Rmult_le_compat_r; [lra|].
  apply closed_form; [assumption..|].
  apply (Rmult_le_reg_r r); [exact Hr|].
  replace (z / r * r) with z by (field; lra). lra.
Qed.

(** ** One cell decides *)

(** The error in grid units, for u >= 0. *)
Definition grid_error (m : nat) (k u : R) : R :=
  u - sum_from_1 (fun i => sigmoid (k * (u - INR i))) m.

(** The error at the distance t from the last centre, in grid units. *)
Definition cell_error (m : nat) (k t : R) : R :=
  - t + sum_from_1 (fun i => sigmoid (k * (t - (INR i - 1)))) m.

(** S(-t) = 1 - S(t). *)
Lemma sigmoid_reflect : forall t, sigmoid (- t) = 1 - sigmoid t.
Proof.
  intros t. rewrite (sigmoid_exp (- t)). unfold sigmoid.
  pose proof (exp_pos (- t)). field. lra.
Qed.

(** One step to the right, all terms but two are the same. *)
Lemma sum_moved : forall (m : nat) (k u : R),
  sum_from_1 (fun i => sigmoid (k * (u + 1 - INR i))) m
    = sum_from_1 (fun i => sigmoid (k * (u - INR i))) m
      + sigmoid (k * u) - sigmoid (k * (u - INR m)).
Proof.
  intros m k u. induction m as [|m IH].
  - simpl. rewrite Rminus_0_r. ring.
  - cbn [sum_from_1]. rewrite IH, S_INR.
    replace (u + 1 - (INR m + 1)) with (u - INR m) by ring. ring.
Qed.

(** The one-cell lemma: a step to the right, the error is larger. *)
Theorem one_cell_lemma : forall (m : nat) (k u : R),
  grid_error m k u < grid_error m k (u + 1).
Proof.
  intros m k u. unfold grid_error. rewrite sum_moved.
  pose proof (sigmoid_pos (- (k * u))) as H. rewrite sigmoid_reflect in H.
  pose proof (sigmoid_pos (k * (u - INR m))). lra.
Qed.

(** The error on the last step, its terms taken backwards. *)
Theorem cell_form : forall (m : nat) (k t : R),
  grid_error m k (INR m - t) = cell_error m k t.
Proof.
  intros m k t. unfold grid_error, cell_error. induction m as [|m IH].
  - simpl. ring.
  - cbn [sum_from_1]. rewrite <- Rplus_assoc, <- IH, S_INR.
    replace (INR m + 1 - t) with (INR m - t + 1) by ring. rewrite sum_moved.
    replace (INR m - t + 1 - (INR m + 1)) with (INR m - t - INR m) by ring.
    replace (k * (t - (INR m + 1 - 1))) with (- (k * (INR m - t))) by ring.
    rewrite sigmoid_reflect. ring.
Qed.

(** What bounds the error on the last step bounds it left of that too. *)
Lemma cell_bounds_error : forall (m : nat) (k U : R),
  (forall t, 0 <= t <= 1 -> cell_error m k t <= U) ->
  forall u, u <= INR m -> grid_error m k u <= U.
Proof.
  intros m k U H u Hu.
  assert (Hj : forall j u', INR m - INR j - 1 <= u' <= INR m -> grid_error m k u' <= U).
  { induction j as [|j IH]; intros u' Hu'.
    - simpl in Hu'. replace u' with (INR m - (INR m - u')) by ring.
      rewrite cell_form. apply H. lra.
    - rewrite S_INR in Hu'. destruct (Rle_or_lt (INR m - INR j - 1) u') as [H1|H1].
      + apply IH. lra.
      + pose proof (pos_INR j). left. eapply Rlt_le_trans; [apply one_cell_lemma|].
        apply IH. lra. }
  destruct (archimed (INR m - u)) as [Hup _].
  set (z := up (INR m - u)) in Hup.
  assert (IZR z <= INR (Z.to_nat z)) by (rewrite INR_IZR_INZ; apply IZR_le; lia).
  apply (Hj (Z.to_nat z)). lra.
Qed.

(** The staircase exceeds relu by its error at 1 at most. *)
Lemma overshoot : forall (m : nat) (k u : R), 0 < k ->
  sum_from_1 (fun i => sigmoid (k * (u - INR i))) m - relu u <= cell_error m k 0.
Proof.
  intros m k u Hk.
  rewrite <- cell_form, Rminus_0_r. unfold grid_error, relu.
  destruct (sum_between m k (INR m) Hk) as [_ Hm].
  replace (INR m - INR m) with 0 in Hm by ring.
  pose proof (softplus_reflect k (INR m) Hk).
  destruct (Rle_or_lt 0 u) as [H0|H0].
  - rewrite Rmax_left by exact H0.
    destruct (sum_between m k u Hk) as [_ Hs].
    pose proof (softplus_reflect k u Hk).
    pose proof (softplus_incr k (- u) 0 Hk ltac:(lra)).
    pose proof (softplus_incr k (- INR m) (u - INR m) Hk ltac:(lra)). lra.
  - rewrite Rmax_right by lra.
    destruct (sum_between m k 0 Hk) as [_ Hs].
    replace (0 - INR m) with (- INR m) in Hs by ring.
    assert (sum_from_1 (fun i => sigmoid (k * (u - INR i))) m
            <= sum_from_1 (fun i => sigmoid (k * (0 - INR i))) m).
    { apply sum_le. intros i _. apply sigmoid_incr, Rmult_le_compat_l; lra. }
    lra.
Qed.

(** What bounds the error on the last step bounds it on (-oo, 1]. *)
Theorem one_cell : forall (n : nat) (k U x : R),
  (2 <= n)%nat -> 0 < k ->
  (forall t, 0 <= t <= 1 -> cell_error (n - 1) k t <= U) -> x <= 1 ->
  Rabs (relu x - staircase n k x) <= U / INR (n - 1).
Proof.
  intros n k U x Hn Hk HU Hx.
  apply from_steps; [exact Hn|].
  set (u := INR (n - 1) * x).
  assert (Hu : u <= INR (n - 1)) by (apply up_to_the_end; exact Hx).
  pose proof (HU 0 ltac:(lra)) as H0.
  pose proof (overshoot (n - 1) k u Hk) as Hover.
  pose proof (cell_bounds_error (n - 1) k U HU u Hu) as Habove. unfold grid_error in Habove.
  assert (Hpos : 0 <= sum_from_1 (fun i => sigmoid (k * (u - INR i))) (n - 1))
    by (apply sum_nonneg; intros; left; apply sigmoid_pos).
  assert (Hend : 0 <= cell_error (n - 1) k 0).
  { unfold cell_error. rewrite Ropp_0, Rplus_0_l.
    apply sum_nonneg. intros. left. apply sigmoid_pos. }
  apply Rabs_le. split; [lra|].
  unfold relu. destruct (Rle_or_lt 0 u) as [Hr|Hl].
  - rewrite Rmax_left by exact Hr. exact Habove.
  - rewrite Rmax_right by lra. lra.
Qed.

(** The error at 1 - t d is the one on the last step. *)
Theorem attained : forall (n : nat) (k t : R),
  (2 <= n)%nat -> t <= 1 ->
  relu (1 - t / INR (n - 1)) - staircase n k (1 - t / INR (n - 1))
    = cell_error (n - 1) k t / INR (n - 1).
Proof.
  intros n k t Hn Ht.
  assert (HN : 1 <= INR (n - 1)) by (apply (le_INR 1); lia).
  rewrite staircase_in_steps by exact Hn.
  replace (INR (n - 1) * (1 - t / INR (n - 1))) with (INR (n - 1) - t) by (field; lra).
  rewrite <- cell_form. unfold grid_error, relu. rewrite Rmax_left.
  - field. lra.
  - apply (Rmult_le_reg_l (INR (n - 1))); [lra|].
    replace (INR (n - 1) * (1 - t / INR (n - 1))) with (INR (n - 1) - t) by (field; lra). lra.
Qed.

(** ** Outputs: real vector spaces with a norm *)

(** A real vector space with a seminorm.  Every normed space is one: that only 0 has norm 0 is
    not needed. *)
Record normed_space : Type := {
  carrier :> Type;
  zero : carrier;
  add : carrier -> carrier -> carrier;
  scale : R -> carrier -> carrier;
  norm : carrier -> R;
  add_comm : forall u v, add u v = add v u;
  add_assoc : forall u v w, add u (add v w) = add (add u v) w;
  add_zero : forall v, add v zero = v;
  add_opposite : forall v, add v (scale (-1) v) = zero;
  scale_one : forall v, scale 1 v = v;
  scale_scale : forall a b v, scale a (scale b v) = scale (a * b) v;
  scale_add : forall a u v, scale a (add u v) = add (scale a u) (scale a v);
  add_scale : forall a b v, scale (a + b) v = add (scale a v) (scale b v);
  norm_triangle : forall u v, norm (add u v) <= norm u + norm v;
  norm_scale : forall a v, norm (scale a v) = Rabs a * norm v
}.

Arguments zero {_}.
Arguments add {_} _ _.
Arguments scale {_} _ _.
Arguments norm {_} _.

Definition sub {E : normed_space} (u v : E) : E := add u (scale (-1) v).

(** 0 v = 0. *)
Lemma scale_zero : forall (E : normed_space) (v : E), scale 0 v = zero.
Proof.
  intros E v. replace 0 with (1 + -1) by ring.
  rewrite add_scale, scale_one. apply add_opposite.
Qed.

(** |0| = 0. *)
Lemma norm_zero : forall E : normed_space, norm (zero : E) = 0.
Proof.
  intros E. rewrite <- (scale_zero E zero), norm_scale, Rabs_R0. ring.
Qed.

(** |v| >= 0. *)
Lemma norm_nonneg : forall (E : normed_space) (v : E), 0 <= norm v.
Proof.
  intros E v. pose proof (norm_triangle E v (scale (-1) v)) as H.
  rewrite add_opposite, norm_zero, norm_scale, Rabs_left in H by lra. lra.
Qed.

(** (a + b) + (c + d) = (a + c) + (b + d). *)
Lemma add_exchange : forall (E : normed_space) (a b c d : E),
  add (add a b) (add c d) = add (add a c) (add b d).
Proof.
  intros E a b c d.
  rewrite <- !(add_assoc E), (add_assoc E b), (add_comm E b c), <- (add_assoc E c). reflexivity.
Qed.

(** (a + b) - (c + d) = (a - c) + (b - d). *)
Lemma sub_add : forall (E : normed_space) (a b c d : E),
  sub (add a b) (add c d) = add (sub a c) (sub b d).
Proof.
  intros E a b c d. unfold sub. rewrite scale_add. apply add_exchange.
Qed.

(** s v - t v = (s - t) v. *)
Lemma sub_scale : forall (E : normed_space) (s t : R) (v : E),
  sub (scale s v) (scale t v) = scale (s - t) v.
Proof.
  intros E s t v. unfold sub. rewrite scale_scale, <- add_scale.
  f_equal. ring.
Qed.

(** ** Networks with one hidden layer *)

(** a_1 x_1 + ... + a_p x_p; the entries of a vector are numbered from 1. *)
Definition dot (p : nat) (a x : nat -> R) : R := sum_from_1 (fun i => a i * x i) p.

(** A hidden unit: v_j, a_j, b_j, and the range r_j on which its ReLU is replaced. *)
Record neuron (E : normed_space) : Type := {
  output : E;
  weights : nat -> R;
  bias : R;
  range : R
}.

Arguments output {_} _.
Arguments weights {_} _ _.
Arguments bias {_} _.
Arguments range {_} _.

(** <a_j, x> + b_j, for x in R^p. *)
Definition preactivation {E : normed_space} (p : nat) (x : nat -> R) (u : neuron E) : R :=
  dot p (weights u) x + bias u.

(** The sum over the units of c_j v_j. *)
Fixpoint combination {E : normed_space} (c : neuron E -> R) (units : list (neuron E)) : E :=
  match units with
  | [] => zero
  | u :: rest => add (scale (c u) (output u)) (combination c rest)
  end.

(** The sum over the units of the real numbers w_j. *)
Fixpoint total {E : normed_space} (w : neuron E -> R) (units : list (neuron E)) : R :=
  match units with
  | [] => 0
  | u :: rest => w u + total w rest
  end.

(** f(x) = c0 + sum_j v_j relu(<a_j, x> + b_j). *)
Definition relu_network {E : normed_space} (p : nat) (c0 : E) (units : list (neuron E))
  (x : nat -> R) : E :=
  add c0 (combination (fun u => relu (preactivation p x u)) units).

(** g(x) = c0 + sum_j v_j r_j s_j((<a_j, x> + b_j) / r_j), s_j = staircase n_j k. *)
Definition sigmoid_network {E : normed_space} (n : neuron E -> nat) (k : R) (p : nat) (c0 : E)
  (units : list (neuron E)) (x : nat -> R) : E :=
  add c0 (combination
    (fun u => range u * staircase (n u) k (preactivation p x u / range u)) units).

(** If |c_j - c'_j| <= e_j for every unit, then |sum_j (c_j - c'_j) v_j| <= sum_j e_j |v_j|. *)
Lemma combination_bound : forall (E : normed_space) (c c' e : neuron E -> R) units,
  (forall u, In u units -> Rabs (c u - c' u) <= e u) ->
  norm (sub (combination c units) (combination c' units))
    <= total (fun u => e u * norm (output u)) units.
Proof.
  intros E c c' e units. induction units as [|u rest IH]; intros H; simpl.
  - unfold sub. rewrite add_opposite, norm_zero. lra.
  - rewrite sub_add, sub_scale.
    eapply Rle_trans; [apply norm_triangle|]. rewrite norm_scale.
    apply Rplus_le_compat.
    + apply Rmult_le_compat_r; [apply norm_nonneg|]. apply H. left. reflexivity.
    + apply IH. intros w Hw. apply H. right. exact Hw.
Qed.

(** A constant factor leaves the total. *)
Lemma total_scale : forall (E : normed_space) (c : R) (w : neuron E -> R) units,
  total (fun u => c * w u) units = c * total w units.
Proof.
  induction units as [|u rest IH]; simpl; [ring|rewrite IH; ring].
Qed.

(** Totals with equal terms are equal. *)
Lemma total_ext : forall (E : normed_space) (w w' : neuron E -> R) units,
  (forall u, w u = w' u) -> total w units = total w' units.
Proof.
  intros E w w' units H. induction units as [|u rest IH]; simpl; [reflexivity|].
  rewrite H, IH. reflexivity.
Qed.

(** Any norm on the outputs, each unit with its own number n_j of grid points:
    |f(x) - g(x)| <= sum_j ln(1 + exp(k)) / ((n_j - 1) k) |v_j| r_j
    wherever no pre-activation exceeds r_j. *)
Theorem network_bound_units : forall (E : normed_space) (n : neuron E -> nat) (k : R) (p : nat)
  (c0 : E) (units : list (neuron E)) (x : nat -> R),
  0 < k ->
  (forall u, In u units ->
     (2 <= n u)%nat /\ 0 < range u /\ preactivation p x u <= range u) ->
  norm (sub (relu_network p c0 units x) (sigmoid_network n k p c0 units x))
    <= total (fun u => ln (1 + exp k) / (INR (n u - 1) * k) * (norm (output u) * range u)) units.
Proof.
  intros E n k p c0 units x Hk H.
  unfold relu_network, sigmoid_network. rewrite sub_add.
  eapply Rle_trans; [apply norm_triangle|].
  replace (norm (sub c0 c0)) with 0 by (unfold sub; rewrite add_opposite, norm_zero; reflexivity).
  rewrite Rplus_0_l.
  eapply Rle_trans.
  - apply combination_bound with
      (e := fun u => ln (1 + exp k) / (INR (n u - 1) * k) * range u).
    intros u Hu. destruct (H u Hu) as [Hn [Hr Hz]]. apply scaled_staircase; assumption.
  - right. apply total_ext. intros u. ring.
Qed.

(** Any norm on the outputs, one n for all units:
    |f(x) - g(x)| <= ln(1 + exp(k)) / ((n - 1) k) sum_j |v_j| r_j
    wherever no pre-activation exceeds r_j. *)
Theorem network_bound : forall (E : normed_space) (n : nat) (k : R) (p : nat)
  (c0 : E) (units : list (neuron E)) (x : nat -> R),
  (2 <= n)%nat -> 0 < k ->
  (forall u, In u units -> 0 < range u /\ preactivation p x u <= range u) ->
  norm (sub (relu_network p c0 units x) (sigmoid_network (fun _ => n) k p c0 units x))
    <= ln (1 + exp k) / (INR (n - 1) * k) * total (fun u => norm (output u) * range u) units.
Proof.
  intros E n k p c0 units x Hn Hk H.
  rewrite <- total_scale.
  apply (network_bound_units E (fun _ => n)); [exact Hk|].
  intros u Hu. destruct (H u Hu). auto.
Qed.

(** ** Norms on R^m *)

(** Vectors of R^m are functions of which the values at 1, ..., m count. *)

Definition norm1 (m : nat) (v : nat -> R) : R := sum_from_1 (fun i => Rabs (v i)) m.

Definition norm2 (m : nat) (v : nat -> R) : R := sqrt (sum_from_1 (fun i => v i * v i) m).

(** max(|v 1|, ..., |v m|), and 0 for m = 0. *)
Fixpoint norm_max (m : nat) (v : nat -> R) : R :=
  match m with
  | O => 0
  | S m' => Rmax (norm_max m' v) (Rabs (v (S m')))
  end.

(** The 2-norm is nonnegative. *)
Lemma norm2_nonneg : forall m v, 0 <= norm2 m v.
Proof. intros. apply sqrt_pos. Qed.

(** |v|_2^2 = v_1^2 + ... + v_m^2. *)
Lemma norm2_square : forall m v,
  norm2 m v * norm2 m v = sum_from_1 (fun i => v i * v i) m.
Proof.
  intros m v. apply sqrt_sqrt, sum_nonneg. intros i _. apply Rle_0_sqr.
Qed.

(** If 0 <= t and s^2 <= t^2 then s <= t. *)
Lemma square_le : forall s t, 0 <= t -> s * s <= t * t -> s <= t.
Proof.
  intros s t Ht H. apply Rnot_lt_le. intros Hlt.
  pose proof (Rmult_le_0_lt_compat t s t s Ht Ht Hlt Hlt). lra.
Qed.

(** Cauchy-Schwarz, squared: (sum a_i x_i)^2 <= (sum a_i^2) (sum x_i^2). *)
Lemma cauchy_schwarz_square : forall m a x,
  dot m a x * dot m a x
    <= sum_from_1 (fun i => a i * a i) m * sum_from_1 (fun i => x i * x i) m.
Proof.
  intros m a x. unfold dot. induction m as [|m IH]; simpl; [lra|].
  set (D := sum_from_1 (fun i => a i * x i) m) in *.
  set (A := sum_from_1 (fun i => a i * a i) m) in *.
  set (X := sum_from_1 (fun i => x i * x i) m) in *.
  set (s := a (S m)). set (t := x (S m)).
  assert (HA : 0 <= A) by (apply sum_nonneg; intros; apply Rle_0_sqr).
  assert (HX : 0 <= X) by (apply sum_nonneg; intros; apply Rle_0_sqr).
  assert (HC : 2 * (D * (s * t)) <= A * (t * t) + X * (s * s)).
  { apply square_le.
    - apply Rplus_le_le_0_compat; apply Rmult_le_pos; try assumption; apply Rle_0_sqr.
    - pose proof (Rle_0_sqr (A * (t * t) - X * (s * s))) as H1. unfold Rsqr in H1.
      pose proof (Rmult_le_compat_r _ _ _ (Rle_0_sqr (s * t)) IH) as H2. unfold Rsqr in H2.
      lra. }
  lra.
Qed.

(** Cauchy-Schwarz: |<a, x>| <= |a|_2 |x|_2. *)
Lemma cauchy_schwarz : forall m a x, Rabs (dot m a x) <= norm2 m a * norm2 m x.
Proof.
  intros m a x. apply square_le.
  - apply Rmult_le_pos; apply norm2_nonneg.
  - replace (norm2 m a * norm2 m x * (norm2 m a * norm2 m x))
      with (norm2 m a * norm2 m a * (norm2 m x * norm2 m x)) by ring.
    rewrite !norm2_square, <- Rabs_mult, Rabs_right by (apply Rle_ge, Rle_0_sqr).
    apply cauchy_schwarz_square.
Qed.

(** Minkowski: |u + v|_2 <= |u|_2 + |v|_2. *)
Lemma minkowski : forall m u v, norm2 m (fun i => u i + v i) <= norm2 m u + norm2 m v.
Proof.
  intros m u v.
  pose proof (norm2_nonneg m u). pose proof (norm2_nonneg m v).
  apply square_le; [lra|].
  rewrite norm2_square.
  replace (sum_from_1 (fun i => (u i + v i) * (u i + v i)) m) with
    (norm2 m u * norm2 m u + 2 * dot m u v + norm2 m v * norm2 m v).
  - pose proof (cauchy_schwarz m u v). pose proof (Rle_abs (dot m u v)). lra.
  - rewrite !norm2_square. unfold dot. rewrite <- sum_scale, <- !sum_plus.
    apply sum_ext. intros i _. ring.
Qed.

(** |c v|_2 = |c| |v|_2. *)
Lemma norm2_scale : forall m c v, norm2 m (fun i => c * v i) = Rabs c * norm2 m v.
Proof.
  intros m c v. unfold norm2.
  rewrite (sum_ext _ (fun i => (c * c) * (v i * v i))) by (intros; ring).
  rewrite sum_scale, sqrt_mult_alt by apply Rle_0_sqr.
  fold (Rsqr c). rewrite sqrt_Rsqr_abs. reflexivity.
Qed.

(** The max norm is nonnegative. *)
Lemma norm_max_nonneg : forall m v, 0 <= norm_max m v.
Proof.
  induction m as [|m IH]; intros v; simpl; [lra|].
  eapply Rle_trans; [apply (IH v)|apply Rmax_l].
Qed.

(** The triangle inequality of the max norm. *)
Lemma norm_max_triangle : forall m u v,
  norm_max m (fun i => u i + v i) <= norm_max m u + norm_max m v.
Proof.
  induction m as [|m IH]; intros u v; simpl; [lra|].
  apply Rmax_lub.
  - eapply Rle_trans; [apply IH|]. apply Rplus_le_compat; apply Rmax_l.
  - eapply Rle_trans; [apply Rabs_triang|]. apply Rplus_le_compat; apply Rmax_r.
Qed.

(** The max norm of c v is |c| times that of v. *)
Lemma norm_max_scale : forall m c v, norm_max m (fun i => c * v i) = Rabs c * norm_max m v.
Proof.
  induction m as [|m IH]; intros c v; simpl; [ring|].
  rewrite IH, Rabs_mult, <- RmaxRmult by apply Rabs_pos. reflexivity.
Qed.

(** |<a, x>| <= |a|_1 rho, if |x_i| <= rho for i = 1, ..., m. *)
Lemma dot_box : forall m a x rho,
  (forall i, (1 <= i <= m)%nat -> Rabs (x i) <= rho) -> Rabs (dot m a x) <= rho * norm1 m a.
Proof.
  intros m a x rho H. eapply Rle_trans; [apply sum_abs|].
  unfold norm1. rewrite <- sum_scale. apply sum_le. intros i Hi.
  rewrite Rabs_mult, Rmult_comm.
  apply Rmult_le_compat_r; [apply Rabs_pos|apply H; exact Hi].
Qed.

(** R^m with any function that satisfies the triangle inequality and is homogeneous. *)
Definition coordinate_space (norm : (nat -> R) -> R)
  (triangle : forall u v, norm (fun i => u i + v i) <= norm u + norm v)
  (homogeneous : forall c v, norm (fun i => c * v i) = Rabs c * norm v) : normed_space.
Proof.
  refine {|
    carrier := nat -> R;
    zero := fun _ => 0;
    add := fun u v i => u i + v i;
    scale := fun c v i => c * v i;
    norm := norm;
    norm_triangle := triangle;
    norm_scale := homogeneous
  |}; intros; apply functional_extensionality; intros i; ring.
Defined.

(** Entry i of the sum over the units of c_j v_j is the sum of the c_j v_{j,i}. *)
Lemma combination_entry : forall nrm triangle homogeneous
  (c : neuron (coordinate_space nrm triangle homogeneous) -> R) units (i : nat),
  combination c units i = total (fun u => c u * output u i) units.
Proof.
  intros. induction units as [|u rest IH]; simpl; [reflexivity|].
  simpl in IH. rewrite IH. reflexivity.
Qed.

(** R^m with the 2-norm. *)
Definition euclidean (m : nat) : normed_space :=
  coordinate_space (norm2 m) (minkowski m) (norm2_scale m).

(** R^m with the max norm. *)
Definition max_normed (m : nat) : normed_space :=
  coordinate_space (norm_max m) (norm_max_triangle m) (norm_max_scale m).

(** ** Balls and boxes *)

(** Inputs in the ball |x|_2 <= rho, outputs in R^m with the 2-norm, each unit with its n_j and
    any range r_j >= rho |a_j|_2 + b_j. *)
Theorem network_bound_ball_units : forall (m p : nat) (n : neuron (euclidean m) -> nat)
  (k rho : R) (c0 : euclidean m) (units : list (neuron (euclidean m))) (x : nat -> R),
  0 < k -> norm2 p x <= rho ->
  (forall u, In u units ->
     (2 <= n u)%nat /\ 0 < range u /\ rho * norm2 p (weights u) + bias u <= range u) ->
  norm2 m (fun i => relu_network p c0 units x i - sigmoid_network n k p c0 units x i)
    <= total (fun u => ln (1 + exp k) / (INR (n u - 1) * k)
                       * (norm2 m (output u) * range u)) units.
Proof.
  intros m p n k rho c0 units x Hk Hx H.
  replace (fun i => relu_network p c0 units x i - sigmoid_network n k p c0 units x i)
    with (sub (relu_network p c0 units x) (sigmoid_network n k p c0 units x) : nat -> R)
    by (apply functional_extensionality; intros i; simpl; ring).
  apply (network_bound_units (euclidean m)); [exact Hk|].
  intros u Hu. destruct (H u Hu) as [Hn [Hr Hb]]. repeat split; try assumption.
  unfold preactivation.
  pose proof (cauchy_schwarz p (weights u) x) as HC.
  pose proof (Rle_abs (dot p (weights u) x)) as HA.
  pose proof (Rmult_le_compat_l _ _ _ (norm2_nonneg p (weights u)) Hx) as HM.
  lra.
Qed.

(** Inputs in the ball |x|_2 <= rho, outputs in R^m with the 2-norm, one n for all units,
    r_j = rho |a_j|_2 + |b_j|. *)
Theorem network_bound_ball : forall (m p n : nat) (k rho : R) (c0 : euclidean m)
  (units : list (neuron (euclidean m))) (x : nat -> R),
  (2 <= n)%nat -> 0 < k -> norm2 p x <= rho ->
  (forall u, In u units ->
     range u = rho * norm2 p (weights u) + Rabs (bias u) /\ 0 < range u) ->
  norm2 m (fun i => relu_network p c0 units x i - sigmoid_network (fun _ => n) k p c0 units x i)
    <= ln (1 + exp k) / (INR (n - 1) * k)
       * total (fun u : neuron (euclidean m) => norm2 m (output u) * range u) units.
Proof.
  intros m p n k rho c0 units x Hn Hk Hx H.
  rewrite <- total_scale.
  apply (network_bound_ball_units m p (fun _ => n) k rho); [assumption..|].
  intros u Hu. destruct (H u Hu) as [E Hr].
  pose proof (Rle_abs (bias u)). repeat split; [assumption..|lra].
Qed.

(** Inputs in the box |x_i| <= rho, outputs in R^m with the max norm, each unit with its n_j and
    any range r_j >= rho |a_j|_1 + b_j. *)
Theorem network_bound_box_units : forall (m p : nat) (n : neuron (max_normed m) -> nat)
  (k rho : R) (c0 : max_normed m) (units : list (neuron (max_normed m))) (x : nat -> R),
  0 < k -> (forall i, (1 <= i <= p)%nat -> Rabs (x i) <= rho) ->
  (forall u, In u units ->
     (2 <= n u)%nat /\ 0 < range u /\ rho * norm1 p (weights u) + bias u <= range u) ->
  norm_max m (fun i => relu_network p c0 units x i - sigmoid_network n k p c0 units x i)
    <= total (fun u => ln (1 + exp k) / (INR (n u - 1) * k)
                       * (norm_max m (output u) * range u)) units.
Proof.
  intros m p n k rho c0 units x Hk Hx H.
  replace (fun i => relu_network p c0 units x i - sigmoid_network n k p c0 units x i)
    with (sub (relu_network p c0 units x) (sigmoid_network n k p c0 units x) : nat -> R)
    by (apply functional_extensionality; intros i; simpl; ring).
  apply (network_bound_units (max_normed m)); [exact Hk|].
  intros u Hu. destruct (H u Hu) as [Hn [Hr Hb]]. repeat split; try assumption.
  unfold preactivation.
  pose proof (dot_box p (weights u) x rho Hx) as HC.
  pose proof (Rle_abs (dot p (weights u) x)) as HA.
  lra.
Qed.

(** Inputs in the box |x_i| <= rho, outputs in R^m with the max norm, one n for all units,
    r_j = rho |a_j|_1 + |b_j|. *)
Theorem network_bound_box : forall (m p n : nat) (k rho : R) (c0 : max_normed m)
  (units : list (neuron (max_normed m))) (x : nat -> R),
  (2 <= n)%nat -> 0 < k -> (forall i, (1 <= i <= p)%nat -> Rabs (x i) <= rho) ->
  (forall u, In u units ->
     range u = rho * norm1 p (weights u) + Rabs (bias u) /\ 0 < range u) ->
  norm_max m
    (fun i => relu_network p c0 units x i - sigmoid_network (fun _ => n) k p c0 units x i)
    <= ln (1 + exp k) / (INR (n - 1) * k)
       * total (fun u : neuron (max_normed m) => norm_max m (output u) * range u) units.
Proof.
  intros m p n k rho c0 units x Hn Hk Hx H.
  rewrite <- total_scale.
  apply (network_bound_box_units m p (fun _ => n) k rho); [assumption..|].
  intros u Hu. destruct (H u Hu) as [E Hr].
  pose proof (Rle_abs (bias u)). repeat split; [assumption..|lra].
Qed.

(** ** Assumptions *)

Print Assumptions closed_form.
Print Assumptions homogeneity.
Print Assumptions one_cell_lemma.
Print Assumptions cell_form.
Print Assumptions one_cell.
Print Assumptions attained.
Print Assumptions network_bound_units.
Print Assumptions network_bound.
Print Assumptions network_bound_ball_units.
Print Assumptions network_bound_ball.
Print Assumptions network_bound_box_units.
Print Assumptions network_bound_box.
