r"""How flows are enclosed, and why: the section of the exported theory that the claims of kind *enclosed* rest on.

The code it describes is `numerics.enclosure` with `majorant`, `log_norm`, `ball_series`, `scalar_pieces` and `sign_pattern`,
and for the second proof `numerics.integers.flow` and `signs`.

Source: new; the ingredients are cited where they are used.
"""

from __future__ import annotations

METHOD = r"""
\section{How flows are enclosed, and why the enclosures hold}

The claims of kind \emph{enclosed} are theorems about exact data: rational rates $a_k \ge 0$, a rational symmetric $W(0)$, or
a box of both. In this section $\lVert \cdot \rVert$ is the Frobenius norm, the flow is $\dot W = V(W; A)$ on the printed
clock with $A = \operatorname{diag}(a)$, and $L = \tfrac12 \lVert W z - z \rVert^2$ is the test loss. Every number that is
computed is a ball that contains the exact one, or a bound rounded to the safe side. $V$ is quadratic in $W$ and linear in
$A$: for symmetric $D$, with $Z = A D + D A$ and $T = A W + W A$,
\begin{gather*}
V(W + D; A) = V(W; A) + DV(W; A) D + Q(D; A), \\
DV(W; A) D = Z - \tfrac12 (Z W + W Z + T D + D T), \qquad Q(D; A) = -\tfrac12 (Z D + D Z),
\end{gather*}
exactly. $Q(D; A)$ is the diagonal of a symmetric bilinear form that is bounded by $q \lVert D \rVert \lVert D' \rVert$ with
$q = 2 \max_k a_k$.

\paragraph{The tube.} At times $t_0 = 0 < t_1 < \dots$ exact matrices $C$, $F_j$ and a bound $\delta$ are carried. The symbol
$x_j \in [-1, 1]$ moves the start by $x_j F_j(0)$ and the rates by $x_j A_j$; there are no symbols when the data are a point.
What is proved, for each $x$ by itself, is
\[ W = C + \sum_j x_j F_j + E, \qquad \lVert E \rVert \le \delta, \qquad \text{for the solution with rates } A + \sum_j x_j
A_j . \] This is a mean-value form in the sense of Lohner~\cite{lohner1987}; its linear part is always the image of the
initial box, so that it needs no new frame on the way.

\paragraph{Lemma 1 (how far the Taylor series reaches).} Let $C(s)$ solve the flow from $C$, let $\lVert V(C) \rVert \le v$ and
$\lVert DV(C) D \rVert \le \ell \lVert D \rVert$ for all symmetric $D$, with $v, \ell > 0$. For $R > 0$ let
$\rho \le \int_0^R dr / (v + \ell r + q r^2)$. Then $C(s)$ exists for $\lvert s \rvert \le \rho$, stays within $R$ of $C$,
and for $0 \le s \le \rho$ its Taylor polynomial $p$ of order $N$ has
\[ \lVert C(s) - p(s) \rVert \le R\, (s / \rho)^{N + 1} . \]
\emph{Proof.} $D(s) = C(s) - C$ solves $\dot D = V(C) + DV(C) D + Q(D)$. By induction on $n$, with the bilinear bound, its
Taylor coefficients have $\lVert D_n \rVert \le r_n$, those of $\dot r = v + \ell r + q r^2$, $r(0) = 0$, all of which are
nonnegative (method of majorants~\cite{hairer1993}). A power series with nonnegative coefficients converges up to the time at
which its sum blows up, and $r$ does not reach $R$ before $\rho$; so $\sum_n r_n \rho^n \le R$, the series of $D$ converges for
$\lvert s \rvert \le \rho$, and its sum is the solution. The tail is at most
$\sum_{n > N} r_n s^n \le (s / \rho)^{N + 1} \sum_n r_n \rho^n$. \hfill$\square$

With $x = s / \rho \le (N + 2 - j) / (N + 2)$ the $j$-th derivative of the tail is at most
$R\, \rho^{-j} \frac{(N + 1)!}{(N + 1 - j)!} x^{N + 1 - j}$, since the terms of the series fall from there on. The symbols solve
$\dot F = DV(C(s); A) F + V(C(s); A_j)$ and have the majorant $\dot f = (\ell + 2 q r) f + g(r)$, where
$g(r) = g_0 + g_1 r + g_2 r^2$ bounds the source. As $\ddot r = (\ell + 2 q r) \dot r$ and $g \le k \dot r$, coefficient by
coefficient, with $k = \max(g_0 / v, g_1 / \ell, g_2 / q)$, so is $f \le (f(0) / v + k s)\, \dot r$.

\paragraph{Lemma 2 (how fast two solutions part).} Let two curves solve the flow with the same rates, one of them driven by $g$
besides, and let $m$ be at least the greatest eigenvalue of the symmetric part of $DV(X; A)$, as an operator on symmetric
matrices, for every $X$ on the segment between the two at each time. Then the upper right derivative of the norm of their
difference $E$ is at most $m \lVert E \rVert + \lVert g \rVert$.

\emph{Proof.} The difference of the fields is $K E$, $K$ the mean of $DV$ along the segment. Where $E \ne 0$,
$\lVert E \rVert \frac{d}{ds} \lVert E \rVert = \langle E, K E + g \rangle$; where $E = 0$ the derivative is at most
$\lVert g \rVert$ (Dahlquist~\cite{dahlquist1958}). \hfill$\square$

The bound $m$ is computed for a ball matrix: a candidate $c$ for the greatest eigenvalue of the midpoint $S$ comes from floating
point and is proved by a factorisation of $c I - S$ in balls with all pivots positive (Rump~\cite{rump2010}); the radii $H$ add
$\lVert H \rVert_\infty$.

\paragraph{Theorem (one step).} Fix $x$, and let $W = C + \sum_j x_j F_j + E$ with $\lVert E \rVert \le \delta$ at $t_k$ and
rates $A + \Delta$, $\Delta = \sum_j x_j A_j$. Let $h > 0$ be at most the $\rho$ of Lemma 1 for $C$, and within the reach of
every $F_j$. Write $D(s) = \sum_j x_j F_j(s)$. Let $\varsigma$ bound $\lVert Q(D; A + \Delta) + DV(C; \Delta) D \rVert$ on
the step, and let $m$ be as in Lemma 2 for the rates $A + \Delta$ and every $X = C(s) + D(s) + E'$, $0 \le s \le h$, $\lVert
E' \rVert \le \varepsilon$, with some $\varepsilon > \delta$; both bounds for all $x$. If
\[ \bar e = (\delta + \varsigma h) \exp(\max(m, 0)\, h) < \varepsilon , \]
then the solution exists on $[t_k, t_k + h]$ and there $W = C(s) + D(s) + E$ with $\lVert E \rVert \le \bar e$. At $t_k + h$,
moreover, $\lVert E \rVert \le \delta \exp(m h) + \varsigma h$ if $m \le 0$.

\emph{Proof.} Since $\dot C = V(C; A)$ and $\dot F_j = DV(C; A) F_j + V(C; A_j)$, the exact split of $V$ gives
\[ \dot E = \bigl[ V(W; A + \Delta) - V(C + D; A + \Delta) \bigr] + Q(D; A + \Delta) + DV(C; \Delta) D . \]
As long as $\lVert E \rVert \le \varepsilon$, the segment from $C + D$ to $W$ consists of such $X$, so by Lemma 2 the
derivative of $\lVert E \rVert$ is at most $m \lVert E \rVert + \varsigma$, and $\lVert E \rVert$ is at most
$\delta \exp(m s) + \varsigma \int_0^s \exp(m r)\, dr$ (Gronwall), which is at most $\bar e < \varepsilon$. $\lVert E \rVert$ is
continuous and begins at or below $\delta < \varepsilon$, so it cannot reach $\varepsilon$ within the step; and a solution
that stays in a bounded set exists to the end of it. \hfill$\square$

The set of the $X$ is thus proved after it was guessed, or the step is refused and halved. The bound at $t_k + h$, with the
radii of $C(h)$ and $F_j(h)$ and the tails of Lemma 1 added, is the next $\delta$; their midpoints are the next $C$ and
$F_j$. By induction the tube holds the solution for every $x$. Near $W = I$ and with all $a_k > 0$, $m$ is about $-2 \min_k
a_k$: $\delta$ shrinks, and long horizons cost no digits. For points, a run whose $\bar e$ exceeds the radius asked for is
repeated with a smaller tolerance and more bits.

\paragraph{Shapes.} For points, $y = (W - I) z$ has on each step an enclosure by a polynomial with bounds of the errors of $y$,
$\dot y$ and $\ddot y$, and so have the slope $\dot L = y^{T} \dot y$ and its own slope. A step is divided until on every
part one of the two has a proved sign. Neighbouring parts without a sign of $\dot L$ on which $\ddot L$ keeps one sign form a
gap; there $\dot L$ is monotone, and proved signs at its two ends leave exactly one zero if they differ and none if they
agree (Moore~\cite{moore1966}). A part too small to divide makes the answer \emph{undecided}, with its time. What is proved
is the number, kind and order of all turning points on $[0, T]$, never beyond $T$. The crossings of $\tfrac12$ by an entry
are found in the same way from $w_{kk} - \tfrac12$ and $\dot w_{kk}$. For a box of data the enclosures of $L$ at a few times
are compared.

\paragraph{A second proof.} Every certificate, and with it every claim on the turning points of a test loss, is checked by other
means, in integers only. On a step of length $h$ let $x = (t - t_k) / h \in [0, 1]$ and let $p(x)$ be \emph{any} polynomial with
coefficients in $2^{-P} \mathbb{Z}$; its defect $dp/dx - h V(p)$ is a polynomial whose low coefficients are computed exactly
and whose high ones are bounded by norms. With $G$ a bound of the sum of the norms of its coefficients, $E = W - p$ obeys
$\frac{d}{dx} \lVert E \rVert \le h m \lVert E \rVert + G$, which closes as in the theorem; no box and no remainder of
Taylor's formula enter. Here $m$ comes from Gershgorin's discs: with $w = \min_i ( w_{ii} - \sum_{j \ne i} \lvert w_{ij}
\rvert )$, the greatest value over the step of
\[ \max_i \Bigl[ (2 - w) a_i - 3 a_i w_{ii} + \tfrac32 \sum_{j \ne i} (a_i + a_j) \lvert w_{ij} \rvert \Bigr] , \]
since $\langle D, DV(W) D \rangle = \operatorname{tr}( D^2 (2 A - \tfrac32 (A W + W A)) ) - \operatorname{tr}( D A D W )$,
$D A D \ge 0$ and $W \ge w I$. Signs of $\dot L$ come from Bernstein coefficients of degree 8, higher terms going into the
error~\cite{cargo1966}: a polynomial on $[0, 1]$ lies between the least and the greatest of them. The two proofs share
neither the arithmetic nor the remainder nor the bound of $m$.

\paragraph{Recurrences.} $W + \eta V(W)$ is iterated in balls, at a precision that is raised until the wanted iterates have
the wanted radius. A matrix is proved indefinite by an exact $x$ with $x^{T} W x < 0$ or by a negative diagonal entry, and
positive definite by its pivots.

\paragraph{One layer,} on the clock of the loss. $W(t) = I + (W(0) - I) \exp(-A t)$ is known, for any $W(0)$; with
$B = (W(0) - I)^{T} (W(0) - I)$ the slope of the test loss is
$-\sum_{i} a_i B_{ii} z_i^2 e^{-2 a_i t} - \sum_{i < j} (a_i + a_j) B_{ij} z_i z_j e^{-(a_i + a_j) t}$, and the only
remainder is that of the exponential series.
"""
