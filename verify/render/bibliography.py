"""What the exported theory cites."""

from __future__ import annotations

#: One paragraph on the relatives of the results.
RELATIVES = r"""For the unweighted factorisation flow $\dot W = M W + W M - 2 W^2$, the Riccati closed form and incremental
learning are known~\cite{min2025} and so is the autonomous Schur complement~\cite{mohammadi2024}; on exact dynamics of deep
linear networks see~\cite{saxe2014,braun2022,domine2024}.
"""

BIBLIOGRAPHY = r"""
\begin{thebibliography}{99}
\bibitem{yang2025} Y. Yang, C. F. Park, E. S. Lubana, M. Okawa, W. Hu and H. Tanaka.
\emph{Swing-by Dynamics in Concept Learning and Compositional Generalization}. ICLR 2025; arXiv 2410.08309v2.
\bibitem{min2025} H. Min and R. Vidal. \emph{Understanding Incremental Learning with Closed-form Solution to
Gradient Flow on Overparameterized Matrix Factorization}. CDC 2025; arXiv 2508.20344.
\bibitem{mohammadi2024} H. Mohammadi, M. Tinati, S. Tu, M. Soltanolkotabi and M. R. Jovanovi\'c.
\emph{Stability properties of gradient flow dynamics for the symmetric low-rank matrix factorization problem}.
arXiv 2411.15972, 2024.
\bibitem{saxe2014} A. M. Saxe, J. L. McClelland and S. Ganguli.
\emph{Exact solutions to the nonlinear dynamics of learning in deep linear neural networks}. ICLR 2014.
\bibitem{braun2022} L. Braun, C. C. J. Domin\'e, J. E. Fitzgerald and A. M. Saxe.
\emph{Exact learning dynamics of deep linear networks with prior knowledge}. NeurIPS 2022.
\bibitem{domine2024} C. C. J. Domin\'e, N. Anguita, A. M. Proca, L. Braun, D. Kunin, P. A. M. Mediano and A. M. Saxe.
\emph{From Lazy to Rich: Exact Learning Dynamics in Deep Linear Networks}. ICLR 2025; arXiv 2409.14623.
\bibitem{moore1966} R. E. Moore. \emph{Interval Analysis}. Prentice-Hall 1966.
\bibitem{lohner1987} R. J. Lohner. \emph{Enclosing the solutions of ordinary initial and boundary value problems}. In
E. Kaucher, U. Kulisch and C. Ullrich (eds.), Computerarithmetic, Teubner 1987.
\bibitem{dahlquist1958} G. Dahlquist. \emph{Stability and error bounds in the numerical integration of ordinary
differential equations}. Almqvist \& Wiksells 1958.
\bibitem{hairer1993} E. Hairer, S. P. N{\o}rsett and G. Wanner. \emph{Solving Ordinary Differential Equations I}. Springer 1993.
\bibitem{rump2010} S. M. Rump. \emph{Verification methods: rigorous results using
floating-point arithmetic}. Acta Numerica 19, 2010.
\bibitem{cargo1966} G. T. Cargo and O. Shisha. \emph{The Bernstein form of a polynomial}. J. Res. Nat. Bur. Standards 70B, 1966.
\end{thebibliography}
"""
