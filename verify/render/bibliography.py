"""What the exported theory cites."""

from __future__ import annotations

#: One paragraph on the relatives of the results.
RELATIVES = r"""For the unweighted factorisation flow $\dot W = M W + W M - 2 W^2$, the Riccati closed form and incremental
learning are known~\cite{min2025} and so is the autonomous Schur complement~\cite{mohammadi2024}; on exact dynamics of deep
linear networks see~\cite{saxe2014,braun2022,domine2024}.
"""

BIBLIOGRAPHY = r"""
\begin{thebibliography}{9}
\bibitem{yang2025} Y. Yang, C. F. Park, E. S. Lubana, M. Okawa, W. Hu and H. Tanaka.
\emph{Swing-by Dynamics in Concept Learning and Compositional Generalization}. ICLR 2025; arXiv 2410.08309v2.
\bibitem{min2025} H. Min and R. Vidal. arXiv 2508.20344, 2025.
\bibitem{mohammadi2024} H. Mohammadi et al. arXiv 2411.15972, 2024.
\bibitem{saxe2014} A. M. Saxe, J. L. McClelland and S. Ganguli.
\emph{Exact solutions to the nonlinear dynamics of learning in deep linear neural networks}. ICLR 2014.
\bibitem{braun2022} L. Braun, C. C. J. Domin\'e, J. E. Fitzgerald and A. M. Saxe.
\emph{Exact learning dynamics of deep linear networks with prior knowledge}. NeurIPS 2022.
\bibitem{domine2024} C. C. J. Domin\'e et al.
\emph{From lazy to rich: exact learning dynamics in deep linear networks}. 2024.
\end{thebibliography}
"""
