r"""Commands of LaTeX and its packages: those that change no other command, and those of `physics` that are read.

A command that is not here and stands before a name may change what it means.

Source: the manuals of LaTeX, amsmath, mathtools and physics.
"""

from __future__ import annotations

#: Macros of the package physics: body, number of arguments, default, whether a star may follow, body of one argument.
PHYSICS: dict[str, tuple[str, int, str | None, bool, str | None]] = {
    "dv": (r"\frac{d #1}{d #2}", 2, None, True, r"\frac{d}{d #1}"),
    "derivative": (r"\frac{d #1}{d #2}", 2, None, True, r"\frac{d}{d #1}"),
    "pdv": (r"\frac{\partial #1}{\partial #2}", 2, None, True, r"\frac{\partial}{\partial #1}"),
    "partialderivative": (r"\frac{\partial #1}{\partial #2}", 2, None, True, r"\frac{\partial}{\partial #1}"),
    "norm": (r"\lVert #1 \rVert", 1, None, True, None),
    "abs": (r"\lvert #1 \rvert", 1, None, True, None),
    "comm": ("[#1, #2]", 2, None, True, None),
    "commutator": ("[#1, #2]", 2, None, True, None),
    "qty": ("", 0, None, False, None),
}
_NAMES = """author address affiliation affil institute email keywords title subtitle date thanks pdfbookmark hypersetup newacronym
    gls Gls acrshort acrlong definecolor color textcolor colorbox todo texorpdfstring index hyperref graphicspath lstset
    captionsetup geometry setcounter addtocounter stepcounter theoremstyle bibliographystyle bibliography addbibresource
    pagestyle thispagestyle pagenumbering selectlanguage foreignlanguage"""
_TEXT = """documentclass usepackage RequirePackage ProvidesPackage PassOptionsToPackage begin end input include subfile import
    label ref eqref cref Cref autoref pageref nameref cite citet citep citealt citealp citeauthor citeyear textcite parencite
    part chapter section subsection subsubsection paragraph subparagraph caption footnote item maketitle tableofcontents appendix
    emph textbf textit texttt textsc textrm textsf textup textnormal text mbox hbox underline uline fbox framebox parbox
    href url includegraphics centering raggedright noindent newpage clearpage bigskip medskip smallskip vspace hspace
    small large Large normalsize footnotesize scriptsize tiny bf it rm sf tt bfseries itshape
    makeatletter makeatother protect relax par claim claimref claimstatus swingbyclaim swingbyclaimref swingbyclaimstatus
    ensuremath xspace newif if fi else or global long outer protected unless expandafter noexpand
    newcommand renewcommand providecommand DeclareRobustCommand NewDocumentCommand RenewDocumentCommand ProvideDocumentCommand
    DeclareDocumentCommand NewExpandableDocumentCommand DeclareMathOperator DeclarePairedDelimiter def gdef edef xdef let
    verb lstinline csname endcsname ExplSyntaxOn ExplSyntaxOff excludecomment includecomment tag"""
_MATHEMATICS = """frac tfrac dfrac cfrac sqrt left right middle big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr Biggl Biggr
    mathbf mathrm mathcal mathbb mathds mathsf mathit mathfrak mathscr mathtt mathnormal boldsymbol bm operatorname pmb
    dot ddot hat tilde bar widehat widetilde overline vec check breve acute grave mathring overbrace underbrace stackrel
    overset underset boxed Aboxed cancel sum prod int oint lim limsup liminf sup inf max min arg det dim ker exp ln log sin cos
    tan sinh cosh tanh nabla partial infty cdot cdots ldots dots vdots ddots times otimes oplus odot circ star ast pm mp div
    quad qquad le ge leq geq ne neq equiv approx sim simeq propto ll gg to rightarrow leftarrow Rightarrow Leftarrow mapsto
    in notin subset subseteq cup cap forall exists neg land lor mid parallel perp top bot intercal dagger prime ell Re Im
    lVert rVert lvert rvert Vert vert langle rangle lfloor rfloor lceil rceil lbrace rbrace mathop mathbin mathrel mathord
    mathopen mathclose displaystyle textstyle scriptstyle limits nolimits nonumber notag phantom hphantom vphantom smash substack
    alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta kappa lambda mu nu xi pi rho sigma tau phi varphi chi psi
    omega Gamma Delta Theta Lambda Xi Pi Sigma Phi Psi Omega iota upsilon Upsilon triangleq coloneqq colon tr Tr trace diag"""
#: Commands of text that take words, where a word is no command.
ARGUMENTS_OF_TEXT = frozenset(_NAMES.split())
#: Commands that change no command which stands after them.
COMMANDS = frozenset(_TEXT.split()) | frozenset(_MATHEMATICS.split())
