------------------------------ MODULE LogCrash ------------------------------
(***************************************************************************)
(* One log over several lives: append, sync, crash, reopen.  Shown: what   *)
(* recovery finds is a prefix of what was appended, with everything that   *)
(* was acknowledged; no stale record is replayed; a torn tail is not       *)
(* called corruption, and damage below the last proof is not cut silently  *)
(* (rules L1 and L2).                                                      *)
(*                                                                         *)
(* All records are one position long, so what an earlier life left behind  *)
(* lines up with what this life writes.  A stored record is valid if its   *)
(* checksum and its LSN are right; anything else reads as Bad.             *)
(***************************************************************************)
EXTENDS Naturals, Sequences

CONSTANTS
  Positions,        \* in the log
  SegmentSize,      \* in positions
  Ends,             \* how many lives end by a crash or a kill
  MayDamage,        \* one durable record may be damaged between two lives
  \* The rules. Each mutant switches one of them off.
  ChecksGeneration, \* L1: a record of an older generation ends the log
  KnowsStart,       \* L1: the first record scanned is not older than the record that proves the start
  Rewrites,         \* L1: unproven bytes are rewritten and synced before Open
  SyncsOpen,        \* L1: Open is synced before anything is appended
  ReadsProofs,      \* L2: a durable LSN beyond the break makes it corruption
  NeedsProof        \* L2: a valid record beyond the break does not

VARIABLES
  cache,            \* what a read returns
  disk,             \* what a crash leaves of clean positions
  dirty,            \* positions written and not yet synced
  phase,
  end, gen, proven, \* what LogEndFinder.find found
  durable, tail,    \* of this life; proven is what it has read, durable what it knows
  log,              \* history: what this life recovered and appended
  acked,            \* history: all below is promised
  ends, damaged     \* history: lives over, and the damaged position

vars == <<cache, disk, dirty, phase, end, gen, proven, durable, tail, log, acked, ends, damaged>>
store == <<cache, disk, dirty>>
found == <<end, gen, proven>>
past == <<ends, damaged>>

All == 0..Positions-1
Bad == [open |-> FALSE, gen |-> 0, durable |-> 0]
None == 999

Init ==
  /\ cache = [p \in All |-> Bad]
  /\ disk = [p \in All |-> Bad]
  /\ dirty = {}
  /\ phase = "closed"
  /\ end = 0 /\ gen = 0 /\ proven = 0
  /\ durable = 0 /\ tail = 0
  /\ log = <<>>
  /\ acked = 0
  /\ ends = 0
  /\ damaged = None

Valid(p) == cache[p] # Bad

-----------------------------------------------------------------------------
(* The device *)

\* What may be on the disk when nothing is promised about dirty positions: the old record, the new
\* one, or a mixture of the two, each on its own.
Survivals ==
  {[p \in All |->
      CASE p \notin dirty -> disk[p]
        [] p \in dirty /\ fate[p] = "old" -> disk[p]
        [] p \in dirty /\ fate[p] = "new" -> cache[p]
        [] OTHER -> IF disk[p] = cache[p] THEN disk[p] ELSE Bad] :
   fate \in [dirty -> {"old", "new", "torn"}]}

Synced ==
  /\ disk' = [p \in All |-> IF p \in dirty THEN cache[p] ELSE disk[p]]
  /\ dirty' = {}
  /\ UNCHANGED cache

\* A failed sync drops what was dirty; it stays readable until the crash.
NotSynced ==
  /\ disk' \in Survivals
  /\ dirty' = {}
  /\ UNCHANGED cache

\* Power is lost.
Crash ==
  /\ ends < Ends
  /\ ends' = ends + 1
  /\ disk' \in Survivals
  /\ cache' = disk'
  /\ dirty' = {}
  /\ phase' = "closed"
  /\ end' = 0 /\ gen' = 0 /\ proven' = 0 /\ durable' = 0 /\ tail' = 0
  /\ UNCHANGED <<log, acked, damaged>>

\* The process is killed; what it wrote can still be read and is still to be written back.
Kill ==
  /\ ends < Ends
  /\ phase # "closed"
  /\ ends' = ends + 1
  /\ phase' = "closed"
  /\ end' = 0 /\ gen' = 0 /\ proven' = 0 /\ durable' = 0 /\ tail' = 0
  /\ UNCHANGED <<store, log, acked, damaged>>

\* A promised record goes bad.
Damage ==
  /\ MayDamage
  /\ phase = "closed"
  /\ damaged = None
  /\ \E p \in All :
       /\ p < acked
       /\ p \notin dirty
       /\ damaged' = p
       /\ cache' = [cache EXCEPT ![p] = Bad]
       /\ disk' = [disk EXCEPT ![p] = Bad]
  /\ UNCHANGED <<dirty, phase, found, durable, tail, log, acked, ends>>

-----------------------------------------------------------------------------
(* Recovery *)

Heads == {p \in All : p % SegmentSize = 0 /\ Valid(p)}

\* Where the scan begins: the durable LSN in the first record of the highest segment that has one.
Prover == CHOOSE p \in Heads : \A q \in Heads : q <= p
Start == IF Heads = {} THEN 0 ELSE cache[Prover].durable
StartGen == IF Heads = {} THEN 0 ELSE cache[Prover].gen

\* The generation of the log before p, scanning from Start.
GenAt(p) == IF p = Start THEN StartGen ELSE cache[p - 1].gen

\* The record at p goes on the log: it is not older, and newer only if it opens a generation.
Continues(p) ==
  /\ Valid(p)
  /\ ChecksGeneration /\ (KnowsStart \/ p > Start) =>
       /\ cache[p].gen >= GenAt(p)
       /\ cache[p].gen > GenAt(p) => cache[p].open

\* The first position from Start on whose record does not go on the log.
Break ==
  CHOOSE b \in Start..Positions :
    /\ \A p \in Start..b-1 : Continues(p)
    /\ b = Positions \/ ~Continues(b)

\* A record beyond the break that proves that what stood there was durable.
Corrupt ==
  \E p \in All :
    /\ p > Break
    /\ Valid(p)
    /\ cache[p].gen >= GenAt(Break)
    /\ NeedsProof => ReadsProofs /\ cache[p].durable > Break

\* LogEndFinder.find; and LogReader, for which a bad record before Start is corruption
FindEnd ==
  /\ phase = "closed"
  /\ IF Corrupt \/ (\E p \in 0..Start-1 : ~Valid(p))
       THEN phase' = "corrupt" /\ UNCHANGED found
       ELSE /\ phase' = "found"
            /\ end' = Break
            /\ gen' = GenAt(Break)
            /\ proven' = Start
  /\ UNCHANGED <<store, durable, tail, log, acked, past>>

\* LogRepair.rewriteUnproven, the writes
Rewrite ==
  /\ phase = "found"
  /\ dirty' = IF Rewrites THEN dirty \cup {p \in All : proven <= p /\ p < end} ELSE dirty
  /\ phase' = IF Rewrites THEN "rewritten" ELSE "clean"
  /\ UNCHANGED <<cache, disk, found, durable, tail, log, acked, past>>

\* LogRepair.rewriteUnproven, the sync
SyncRewritten ==
  /\ phase = "rewritten"
  /\ \/ Synced /\ phase' = "clean"
     \/ NotSynced /\ phase' = "poisoned"
  /\ UNCHANGED <<found, durable, tail, log, acked, past>>

\* WriteAheadLog.appendOwn, the write
WriteOpen ==
  /\ phase = "clean"
  /\ end < Positions
  /\ LET record == [open |-> TRUE, gen |-> gen + 1, durable |-> end]
     IN  /\ cache' = [cache EXCEPT ![end] = record]
         /\ log' = Append(SubSeq(log, 1, end), record)
  /\ dirty' = dirty \cup {end}
  /\ durable' = end
  /\ tail' = end + 1
  /\ phase' = IF SyncsOpen THEN "opened" ELSE "running"
  /\ UNCHANGED <<disk, found, acked, past>>

\* WriteAheadLog.appendOwn, the sync: pages may now be written after what was recovered
SyncOpen ==
  /\ phase = "opened"
  /\ \/ Synced /\ phase' = "running" /\ durable' = tail /\ acked' = tail
     \/ NotSynced /\ phase' = "poisoned" /\ UNCHANGED <<durable, acked>>
  /\ UNCHANGED <<found, tail, log, past>>

-----------------------------------------------------------------------------
(* Work *)

\* LogBuffer.reserve, LogBuffer.publish, Flusher.write
AppendAndWrite ==
  /\ phase = "running"
  /\ tail < Positions
  /\ LET record == [open |-> FALSE, gen |-> gen + 1, durable |-> durable]
     IN  /\ cache' = [cache EXCEPT ![tail] = record]
         /\ log' = Append(log, record)
  /\ dirty' = dirty \cup {tail}
  /\ tail' = tail + 1
  /\ UNCHANGED <<disk, phase, found, durable, acked, past>>

\* Flusher.sync, and GroupCommit.await returns; or the log is poisoned
Sync ==
  /\ phase = "running"
  /\ dirty # {}
  /\ \/ Synced /\ durable' = tail /\ acked' = tail /\ UNCHANGED phase
     \/ NotSynced /\ phase' = "poisoned" /\ UNCHANGED <<durable, acked>>
  /\ UNCHANGED <<found, tail, log, past>>

Next ==
  \/ Crash \/ Kill \/ Damage
  \/ FindEnd \/ Rewrite \/ SyncRewritten \/ WriteOpen \/ SyncOpen
  \/ AppendAndWrite \/ Sync

Spec == Init /\ [][Next]_vars

-----------------------------------------------------------------------------
(* What must hold, each time findEnd has judged *)

Found == phase = "found"

\* What is recovered is a prefix of what this and former lives appended: nothing stale in it.
RecoversPrefix ==
  Found => end <= Len(log) /\ \A p \in 0..end-1 : cache[p] = log[p + 1]

\* All that was promised is recovered. Damage beyond the last proof may cut a suffix.
RecoversAcked == Found /\ damaged = None => end >= acked

\* An honest disk is never called corrupt.
TornIsNotCorrupt == phase = "corrupt" => damaged # None

\* Damage is reported if a record that is still there proves that it was durable.
DamageIsReported ==
  Found /\ damaged # None /\ damaged < Len(log) /\ cache[damaged] = Bad =>
    ~\E p \in All : /\ p > damaged
                    /\ p < Len(log)
                    /\ cache[p] = log[p + 1]
                    /\ log[p + 1].durable > damaged

\* What recovery takes for proven is on the disk.
ProvenIsDurable ==
  Found /\ damaged = None => proven <= end /\ \A p \in 0..proven-1 : disk[p] = cache[p]
=============================================================================
