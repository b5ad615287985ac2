r"""How flows are enclosed, and why: the section of the exported theory that the claims of kind *enclosed* rest on.

The code it describes is `numerics.enclosure` with `majorant`, `log_norm`, `ball_series`, `scalar_pieces` and `sign_pattern`,
and for the second proof `numerics.integer_flow` and `integer_signs`.

Source: new; the ingredients are cited where they are used.
"""

from __future__ import annotations

METHOD = r"""
\section{How flows are enclosed, and why the enclosures hold}

The claims of kind \emph{enclosed} are theorems about exact data: rational rates $a$, a rational symmetric $W(0)$, or a box of
both. All numbers below are balls that contain the exact ones, $\lVert\cdot\rVert$ is the Frobenius norm, $A =
\operatorname{diag}(a)$, and the flow is $\dot W = V(W)$ on the printed clock. $V$ is quadratic in $W$ and linear in $A$: with
$Z = A D + D A$ and $Y = A W + W A$,
\begin{gather*}
V(W + D) = V(W) + DV(W) D + Q(D), \\
DV(W) D = Z - \tfrac12 (Z W + W Z + Y D + D Y), \qquad Q(D) = -\tfrac12 (Z D + D Z),
\end{gather*}
exactly, and $\lVert Q(D) \rVert \le q \lVert D \rVert^2$ with $q = 2 \max_k a_k$.

\paragraph{The tube.} At times $t_0 = 0 < t_1 < \dots$ the set
\[ \mathcal{T}_k = \Bigl\{ C + \sum_j x_j F_j + E : x_j \in [-1, 1],\ \lVert E \rVert \le \delta \Bigr\} \]
is carried, with exact matrices $C$ and $F_j$. The symbol $x_j$ moves the start by $F_j(0)$ and the rates by $A_j$; there are
none when the data are a point. This is a mean-value form in the sense of Lohner~\cite{lohner1987}; its linear part is always
the image of the initial box, so that it needs no new frame on the way.

\paragraph{Lemma 1 (how far the Taylor series reaches).} Let $C(s)$ solve the flow from $C$, with $\lVert V(C) \rVert \le v$ and
$\lVert DV(C) D \rVert \le \ell \lVert D \rVert$ for all $D$. Put, for $R > 0$,
$\rho = \int_0^R dr / (v + \ell r + q r^2)$. Then $C(s)$ exists for $\lvert s \rvert \le \rho$, stays within $R$ of $C$, and for
$0 \le s \le \rho$ its Taylor polynomial $p$ of order $N$ has
\[ \lVert C(s) - p(s) \rVert \le R\, (s / \rho)^{N + 1} . \]
\emph{Proof.} $D(s) = C(s) - C$ solves $\dot D = V(C) + DV(C) D + Q(D)$. By induction on $n$ its Taylor coefficients are at most
those of $\dot r = v + \ell r + q r^2$, $r(0) = 0$, all of which are nonnegative: $\lVert D_n \rVert \le r_n$ (method of
majorants~\cite{hairer1993}). The scalar solution reaches $R$ exactly at $\rho$, so $\sum_n r_n \rho^n = R$, the series of $D$
converges for $\lvert s \rvert \le \rho$, and its sum is the solution. The tail is at most
$\sum_{n > N} r_n s^n \le (s / \rho)^{N + 1} \sum_n r_n \rho^n$. \hfill$\square$

The derivatives of the tail are bounded in the same way, and so are the symbols: $\dot F = DV(C(s)) F + V(C(s); A_1)$ is linear
in $F$ and has the majorant $\dot f = (\ell + 2 q r) f + g(r)$, where the polynomial $g$ bounds the source.

\paragraph{Lemma 2 (how fast two solutions part).} Let $m$ be at least the greatest eigenvalue of the symmetric part of the
operator $DV(X)$ on symmetric matrices, for every $X$ of a convex set that holds two solutions of the same rates. Then the norm
of their difference $E$ has $\frac{d}{ds} \lVert E \rVert \le m \lVert E \rVert$, and $\le m \lVert E \rVert + \lVert g \rVert$
if one of them is driven by $g$ besides.

\emph{Proof.} The difference of the fields is $K E$ with $K$ the mean of $DV$ along the segment between the two, and
$\lVert E \rVert \frac{d}{ds} \lVert E \rVert = \langle E, K E + g \rangle$ (Dahlquist~\cite{dahlquist1958}). \hfill$\square$

The bound $m$ is computed over a ball matrix: a candidate $c$ for the greatest eigenvalue of the midpoint $S$ comes from
floating point and is proved by a Cholesky factorisation of $c I - S$ in balls with all pivots positive; the radii $H$ add
$\lVert H \rVert_\infty$. Near $W = I$, $m$ is about $-2 \min_k a_k$: errors contract, and long horizons cost no digits.

\paragraph{Theorem (one step).} Let $W(t_k) \in \mathcal{T}_k$ and $h > 0$. Write $D = \sum_j x_j F_j$ and $A + \Delta$ for the
rates at the same symbols $x_j$. Let $\varsigma$ bound $\lVert Q(D; A + \Delta) + DV(C; \Delta) D \rVert$ over the step, and
$m$ be as in Lemma 2 over the hull $\{ C(s) + D(s) + E : 0 \le s \le h,\ \lVert E \rVert \le e \}$, for some $e > \delta$. If
\[ \bar e = (\delta + \varsigma h)\, e^{\max(m, 0) h} < e , \]
then the solution exists on $[t_k, t_k + h]$ and there $W = C + D + E$ with $\lVert E \rVert \le \bar e$.

\emph{Proof.} Since $\dot C = V(C; A)$ and $\dot F_j = DV(C; A) F_j + V(C; A_j)$, the exact split of $V$ gives
\[ \dot E = \bigl[ V(W; A + \Delta) - V(C + D; A + \Delta) \bigr] + Q(D; A + \Delta) + DV(C; \Delta) D . \]
As long as $\lVert E \rVert \le e$, the segment from $C + D$ to $W$ lies in the hull, so by Lemma 2
$\frac{d}{ds} \lVert E \rVert \le m \lVert E \rVert + \varsigma$ and $\lVert E \rVert \le \bar e < e$ by Gronwall's inequality.
$\lVert E \rVert$ is continuous and begins at or below $\delta < e$, so it cannot reach $e$ within the step; and a solution
that stays in a bounded set exists to the end of it. \hfill$\square$

The hull is thus proved after it was guessed, or the step is refused and halved. At the end of the step $C$ and $F_j$ are
replaced by the midpoints of their balls, and the radii and the tails of Lemma 1 are added to $\delta$. If a whole run ends
with a greater $\delta$ than was asked for, it is repeated with a smaller tolerance and more bits. By induction every
$\mathcal{T}_k$ holds $W(t_k)$ for every start and all rates of the problem, and the polynomials with their tails and $\bar e$
hold $W(t)$ in between.

\paragraph{Shapes.} On a step, $y = (W - I) z$ has an enclosure by a polynomial with bounds of the error of $y$, $\dot y$ and
$\ddot y$, and so have the slope $\dot{L} = y^{T} \dot y$ of the test loss and its own slope. A step is divided until on every
part one of the two has a proved sign. Neighbouring parts without a sign of $\dot{L}$ on which $\ddot{L}$ keeps one sign form a
gap; there $\dot{L}$ is monotone, and proved signs at its two ends leave exactly one zero if they differ and none if they agree
(Moore~\cite{moore1966}). A part too small to divide makes the answer \emph{undecided}, with its time. What is proved is the
number, kind and order of all turning points on $[0, T]$, never beyond $T$.

\paragraph{A second proof.} A certificate is checked by other means, in integers only. On a step, $p$ is \emph{any} polynomial
with coefficients in $2^{-P} \mathbb{Z}$; its defect $\dot p - V(p)$ is a polynomial whose low coefficients are computed
exactly and whose high ones are bounded by norms. With $G$ a bound of the defect, $E = W - p$ obeys
$\frac{d}{ds} \lVert E \rVert \le m \lVert E \rVert + G$, which closes as in the theorem; no box and no remainder of Taylor's
formula enter. Here $m$ comes from Gershgorin's discs: with $w = \min_i ( w_{ii} - \sum_{j \ne i} \lvert w_{ij} \rvert )$,
\[ m = \max_i \Bigl[ (2 - w) a_i - 3 a_i w_{ii} + \tfrac32 \sum_{j \ne i} (a_i + a_j) \lvert w_{ij} \rvert \Bigr] , \]
since $\langle D, DV(W) D \rangle = \operatorname{tr} D^2 (2 A - 3 \operatorname{sym}(A W)) - \operatorname{tr} D A D W$ and
$D A D \ge 0$. Signs of $\dot{L}$ come from Bernstein coefficients~\cite{cargo1966}: a polynomial on $[0, 1]$ lies between the
least and the greatest of them. The two proofs share neither the arithmetic nor the remainder nor the norm.

\paragraph{One layer.} Here $W(t) = I + (W(0) - I) e^{-A t}$ is known, the slope of the test loss is a sum of exponentials
$-\sum_{i \le j} b_{ij} e^{-(a_i + a_j) t}$, and the only remainder is that of the exponential series.
"""
