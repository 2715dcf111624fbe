"""What a PDF may cost. The work is done in a process of its own, so that what breaks a limit breaks nothing else."""

from typing import Final

MAX_PDF_BYTES: Final = 30 * 1024 * 1024  # twenty pages scanned in colour at 300 dots per inch have 10 to 20
SHORT_SIDE_PX: Final = 1700  # 205 dots per inch of A4: small print stays sharp when a 4K screen shows a third of a page
MAX_ASPECT: Final = 4  # long over short side; a banner has no place on a slide
MIN_SIDE_POINTS: Final = 36.0  # half an inch; PDF 1.7 knows no smaller page that anybody could read
MAX_SHEET_BYTES: Final = (SHORT_SIDE_PX + 4) * SHORT_SIDE_PX * MAX_ASPECT * 3  # rows of RGB may be padded to 4 bytes
MAX_IMAGE_PIXELS: Final = 100_000_000  # A3 at 600 dots per inch has 70 million; PDFium leaves larger ones out silently
MEMORY_BYTES: Final = 1024 * 1024 * 1024  # address space of the process; an honest scan at 600 dpi takes 400 MB
CPU_S: Final = 20  # twenty pages at a quarter of a second, on a machine four times as slow as ours
WALL_S: Final = 25.0  # somebody waits, and the web server gives up after 30
