"""Who gets what answer of coaching: every address and method, for everybody. tests/test_coached_matrix.py plays each row.

Rows are written as in tests/matrix.py. A course lives under the addresses of a dialogue, so some names of those are here
as well; the phase is that of Ada's course with Signe.

    anon     nobody has signed in
    owner    Ada, who is coached
    coach    Signe, who coaches Ada
    former   Frida, another coach, who took Ada's request once and passed it back
    other    Mikkel, a coach who has nothing to do with it
    mate     Carl, a coach of Ada's own unit
    keeper   Kirsten, who keeps the unit's desk
    hr       Hanne, HR coordinator
    admin    Ida, administrator
    leader   Ben, who leads Ada's unit
"""

from tests.matrix import Row, read_rows

ROLES = ("anon", "owner", "coach", "former", "other", "mate", "keeper", "hr", "admin", "leader")

TABLE = """
# address                          method phase     anon owne coac form othe mate keep hr   admi lead sends

coaching:about                     GET    during    in   200  200  200  200  200  200  200  200  200  -
coaching:ask                       GET    during    in   302  200  200  200  200  200  403  403  200  -
coaching:ask                       POST   during    in   409  302  302  302  302  302  403  403  302  hope
coaching:change                    GET    asked     in   200  404  404  404  404  404  404  404  404  -
coaching:change                    POST   asked     in   302  404  404  404  404  404  404  404  404  hope
coaching:change                    GET    during    in   409  409  404  404  404  404  404  404  404  -
coaching:desk                      GET    during    in   404  200  200  200  200  200  404  404  404  -
coaching:request                   GET    asked     in   404  404  404  404  404  200  404  404  404  -
coaching:request                   POST   asked     in   404  404  404  404  404  302  404  404  404  to-signe
coaching:request                   POST   invited   in   404  404  404  404  404  409  404  404  404  to-signe
coaching:request                   GET    during    in   404  404  404  404  404  404  404  404  404  -
coaching:coaches                   GET    during    in   404  404  404  404  404  200  404  404  404  -
coaching:coaches                   POST   during    in   404  404  404  404  404  302  404  404  404  cleo
coaching:change-coach              POST   during    in   404  404  404  404  404  302  404  404  404  most
coaching:stop-coordinator          POST   during    in   404  404  404  404  404  302  404  404  404  nothing
coaching:unit                      GET    during    in   404  404  404  404  404  200  404  404  404  -
coaching:unit                      POST   during    in   404  404  404  404  404  302  404  404  404  nothing
coaching:me                        GET    during    in   404  200  200  200  200  404  404  404  404  -
coaching:me                        POST   during    in   404  302  302  302  302  404  404  404  404  most
coaching:roles                     GET    during    in   404  404  404  404  404  404  404  200  404  -
coaching:roles                     POST   during    in   404  404  404  404  404  404  404  302  404  cleo
coaching:end-role                  POST   during    in   404  404  404  404  404  404  404  302  404  nothing
coaching:take-request              POST   asked     in   404  302  409  302  409  404  404  404  404  request
coaching:take-request              POST   invited   in   404  409  409  409  409  404  404  404  404  request
coaching:hours                     GET    closed    in   404  200  200  200  200  404  404  404  404  -
coaching:hours-file(name=clients.csv) GET    closed    in   404  200  200  200  200  404  404  404  404  -
coaching:hours-file(name=meetings.csv) GET    closed    in   404  200  200  200  200  404  404  404  404  -
coaching:hours-file(name=hours.xlsx) GET    closed    in   404  200  200  200  200  404  404  404  404  -
coaching:evaluation                GET    closed    in   404  404  404  404  404  200  404  404  404  -

coaching:notes                     GET    before    in   200  200  404  404  404  404  404  404  404  -
coaching:notes                     GET    during    in   200  200  404  404  404  404  404  404  404  -
coaching:notes                     GET    closed    in   200  200  404  404  404  404  404  404  404  -
coaching:notes                     POST   during    in   302  403  404  404  404  404  404  404  404  nothing
coaching:map                       GET    before    in   200  200  404  404  404  404  404  404  404  -
coaching:map                       GET    during    in   200  200  404  404  404  404  404  404  404  -
coaching:map                       GET    closed    in   200  200  404  404  404  404  404  404  404  -
coaching:map                       POST   during    in   302  403  404  404  404  404  404  404  404  nothing
coaching:around                    GET    before    in   200  200  404  404  404  404  404  404  404  -
coaching:around                    GET    during    in   200  200  404  404  404  404  404  404  404  -
coaching:around                    GET    closed    in   200  200  404  404  404  404  404  404  404  -
coaching:around                    POST   during    in   302  403  404  404  404  404  404  404  404  nothing
coaching:carry                     GET    during    in   200  404  404  404  404  404  404  404  404  -
coaching:carry                     POST   during    in   302  404  404  404  404  404  404  404  404  nothing
coaching:another                   GET    before    in   200  200  404  404  404  404  404  404  404  -
coaching:another                   GET    during    in   200  200  404  404  404  404  404  404  404  -
coaching:another                   POST   during    in   302  302  404  404  404  404  404  404  404  another
coaching:another                   GET    closed    in   302  302  404  404  404  404  404  404  404  -
coaching:notes                     GET    invited   in   404  404  404  404  404  404  404  404  404  -
coaching:map                       GET    invited   in   404  404  404  404  404  404  404  404  404  -
coaching:around                    GET    invited   in   404  404  404  404  404  404  404  404  404  -
coaching:carry                     GET    invited   in   404  404  404  404  404  404  404  404  404  -
coaching:another                   GET    invited   in   404  404  404  404  404  404  404  404  404  -

dialogues:show                     GET    asked     in   302  404  404  404  404  404  404  404  404  -
dialogues:show                     GET    during    in   302  302  404  404  404  404  404  404  404  -
dialogues:answer                   GET    asked     in   200  404  404  404  404  404  404  404  404  -
dialogues:answer                   GET    invited   in   200  200  404  404  404  404  404  404  404  -
dialogues:answer                   GET    before    in   200  200  404  404  404  404  404  404  404  -
dialogues:answer                   GET    withdrawn in   200  404  404  404  404  404  404  404  404  -
dialogues:take(step=accept)        POST   invited   in   302  409  404  404  404  404  404  404  404  nothing
dialogues:take(step=another)       POST   invited   in   302  302  404  404  404  404  404  404  404  nothing
dialogues:take(step=withdraw)      POST   asked     in   302  404  404  404  404  404  404  404  404  nothing
dialogues:take(step=withdraw)      POST   invited   in   302  409  404  404  404  404  404  404  404  nothing
dialogues:take(step=close)         POST   during    in   302  302  404  404  404  404  404  404  404  nothing
dialogues:undo                     POST   withdrawn in   302  404  404  404  404  404  404  404  404  nothing
dialogues:undo                     POST   closed    in   302  409  404  404  404  404  404  404  404  nothing

dialogues:prepare                  GET    before    in   200  200  404  404  404  404  404  404  404  -
dialogues:prepare                  POST   before    in   302  302  404  404  404  404  404  404  404  nothing
dialogues:prepare                  GET    during    in   200  200  404  404  404  404  404  404  404  -
dialogues:prepare-print            GET    during    in   200  404  404  404  404  404  404  404  404  -
dialogues:prepare-print            GET    invited   in   404  404  404  404  404  404  404  404  404  -
dialogues:room                     GET    during    in   200  200  404  404  404  404  404  404  404  -
dialogues:poll                     GET    during    401  200  200  404  404  404  404  404  404  404  -
dialogues:poll                     GET    closed    401  200  200  404  404  404  404  404  404  404  -
dialogues:room                     POST   during    in   302  302  404  404  404  404  404  404  404  nothing
coaching:meetings                  GET    during    in   200  200  404  404  404  404  404  404  404  -
coaching:meetings                  POST   during    in   302  302  404  404  404  404  404  404  404  when
coaching:meeting                   GET    during    in   200  200  404  404  404  404  404  404  404  -
coaching:meeting                   POST   during    in   302  302  404  404  404  404  404  404  404  nothing
coaching:pause                     POST   during    in   302  302  404  404  404  404  404  404  404  nothing
coaching:over                      GET    during    in   200  200  404  404  404  404  404  404  404  -
coaching:over                      POST   during    in   302  302  404  404  404  404  404  404  404  nothing
dialogues:after                    GET    closed    in   200  200  404  404  404  404  404  404  404  -
dialogues:after                    POST   closed    in   302  302  404  404  404  404  404  404  404  nothing
coaching:answers                   POST   closed    in   302  409  404  404  404  404  404  404  404  answers
"""


def rows() -> list[Row]:
    """The table."""
    return read_rows(TABLE, ROLES)
