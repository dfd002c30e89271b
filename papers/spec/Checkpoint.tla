----------------------------- MODULE Checkpoint ------------------------------
(***************************************************************************)
(* Pages in memory and in the page file, the log, and the control file:    *)
(* writers, a checkpointer that stops nobody, evictors, crashes, and a     *)
(* recovery that may crash too.  Shown: the store can always be opened,    *)
(* and then every page holds all changes that the log has of it, each      *)
(* once and in order; so what is durable is never lost, no record is there *)
(* by half, and no page goes back while the store runs (rules P1, P2, R1   *)
(* to R3).                                                                 *)
(*                                                                         *)
(* What a page holds is the sequence of the LSNs of its changes; the last  *)
(* one is the page's LSN.  A record is one position of the log.  How the   *)
(* log finds its end is LogCrash's business: here a crash leaves a prefix  *)
(* of what was published, with all that was durable.  Each page write that *)
(* no sync has followed may be there after a crash, be torn, or be gone,   *)
(* whatever became of the others.  All that is durable counts as           *)
(* acknowledged.                                                           *)
(***************************************************************************)
EXTENDS Naturals, Sequences, FiniteSets, TLC

CONSTANTS
  Writers, Evictors,
  Checkpointer,   \* writes pages like an evictor, but waits for what it cannot have
  Pages,
  MostPages,      \* in one record
  Positions,      \* in the log
  Crashes,
  \* The rules. Each mutant switches one of them off.
  ClaimsPage,     \* P1: a page has one writer, from before the copy until the write has returned
  BarrierOfCopy,  \* P1: the log barrier is on the LSN in the copy
  ClearsSame,     \* P1: a page is clean only if it is still what was copied
  DirtyFirst,     \* P2: pages are marked dirty before the LSN is reserved
  BeginsFirst,    \* R1: the begin has its LSN before the dirty pages are listed
  SyncsPages,     \* R1: the page file is synced before the control file says anything,
  SyncsEvicted,   \* R1: with the pages that others have written
  AwaitsEnd,      \* R1: the log is durable up to the end record before that
  SettlesFirst,   \* R1: the log is cut after the control file was synced
  MakesImages,    \* R2: a page goes into its first record after a begin as an image
  SaysPending,    \* R2: PENDING is said before the begin has its LSN
  Rereads,        \* R2: a writer looks at the mark again when it has its LSN
  ReadsNot,       \* R3: a page whose first part is an image is not read
  ComparesLsn     \* R3: a part is applied only to a page with an older LSN

VARIABLES
  \* the pool
  mem,            \* what a page holds in memory, or Absent
  dirty,
  latch,          \* which writer holds a page exclusively
  claim,          \* who has the page's WRITING
  \* the page file
  cache,          \* what a read returns
  disk,           \* what the last sync has left
  unsynced,       \* what was written since, by page
  \* the log
  log, durable, first,
  \* the control file: the begin of the last checkpoint
  control,        \* on disk
  slot,           \* written
  mark,           \* CheckpointMark
  phase,          \* running, redo; refused and corrupt are the end of a store
  redone,         \* where the redo of a page is
  writer, flusher, checkpoint,  \* locals
  crashes         \* history

pool == <<mem, dirty, latch, claim>>
file == <<cache, disk, unsynced>>
wal == <<log, durable, first>>
ctl == <<control, slot>>
vars == <<pool, file, wal, ctl, mark, phase, redone, writer, flusher, checkpoint, crashes>>

Nobody == 0
\* No page holds these.
Absent == <<1000>>
Torn == <<1001>>
\* Larger than every LSN.
Pending == 1002
AllImages == 1003

Record(kind, on, images) == [kind |-> kind, on |-> on, images |-> images]
Plain(kind) == Record(kind, {}, <<>>)
Flushers == Evictors \cup {Checkpointer}

Away == [pc |-> "away", on |-> {}, images |-> {}, said |-> 0, lsn |-> 0]
Idle == [pc |-> "idle", page |-> Nobody, copy |-> Absent, lsn |-> 0]
NoCheckpoint == [pc |-> "none", begin |-> 0, todo |-> {}, dirty |-> {}, wrote |-> {}, end |-> 0]

\* A store just made: its first checkpoint began at LSN 1.
Init ==
  /\ mem = [p \in Pages |-> <<>>]
  /\ dirty = [p \in Pages |-> FALSE]
  /\ latch = [p \in Pages |-> Nobody]
  /\ claim = [p \in Pages |-> Nobody]
  /\ cache = [p \in Pages |-> <<>>]
  /\ disk = [p \in Pages |-> <<>>]
  /\ unsynced = [p \in Pages |-> {}]
  /\ log = <<Plain("begin")>>
  /\ durable = 1
  /\ first = 1
  /\ control = 1
  /\ slot = 1
  /\ mark = 1
  /\ phase = "running"
  /\ redone = [p \in Pages |-> 0]
  /\ writer = [t \in Writers |-> Away]
  /\ flusher = [f \in Flushers |-> Idle]
  /\ checkpoint = NoCheckpoint
  /\ crashes = 0

PageLsn(held) == IF held = <<>> THEN 0 ELSE held[Len(held)]
Running == phase = "running"
Open == phase \in {"running", "redo"}
HasRoom == Len(log) < Positions
\* In the last life it is enough to recover.
Goes == crashes < Crashes
Newest(p) == IF mem[p] = Absent THEN cache[p] ELSE mem[p]

\* The end of the published prefix.
Published ==
  CHOOSE n \in 0..Len(log) :
    /\ \A i \in 1..n : log[i].kind # "reserved"
    /\ n = Len(log) \/ log[n + 1].kind = "reserved"

-----------------------------------------------------------------------------
(* Writers *)

Set(t, values) == writer' = [writer EXCEPT ![t] = values]

\* PageGuard.markDirty; before, PageGuard.fixExclusive and PageLoader.load: the pages are brought in and latched
\* exclusively; in which order is LatchOrder's business
MarkDirty(t) ==
  /\ Running /\ Goes
  /\ writer[t].pc = "away"
  /\ HasRoom
  /\ \E on \in SUBSET Pages :
       /\ on # {} /\ Cardinality(on) <= MostPages
       /\ \A p \in on : latch[p] = Nobody
       /\ latch' = [p \in Pages |-> IF p \in on THEN t ELSE latch[p]]
       /\ dirty' = [p \in Pages |-> dirty[p] \/ (DirtyFirst /\ p \in on)]
       /\ mem' = [p \in Pages |-> IF p \in on THEN Newest(p) ELSE mem[p]]
       /\ phase' = IF \E p \in on : Newest(p) = Torn THEN "corrupt" ELSE phase
       /\ Set(t, [Away EXCEPT !.pc = "mark", !.on = on])
  /\ UNCHANGED <<claim, file, wal, ctl, mark, redone, flusher, checkpoint, crashes>>

\* Change.append, TreeLog.imagesBelow: which pages were not changed since the last begin
ReadMark(t) ==
  /\ writer[t].pc = "mark"
  /\ LET old == {p \in writer[t].on : PageLsn(mem[p]) < mark}
     IN  Set(t, [writer[t] EXCEPT !.pc = "reserve", !.said = mark,
                                  !.images = IF MakesImages THEN old ELSE {}])
  /\ UNCHANGED <<pool, file, wal, ctl, mark, phase, redone, flusher, checkpoint, crashes>>

\* WriteAheadLog.append, LogBuffer.reserve
Reserve(t) ==
  /\ writer[t].pc = "reserve"
  /\ HasRoom
  /\ log' = Append(log, Plain("reserved"))
  /\ Set(t, [writer[t] EXCEPT !.pc = "publish", !.lsn = Len(log) + 1])
  /\ UNCHANGED <<pool, file, durable, first, ctl, mark, phase, redone, flusher, checkpoint, crashes>>

\* WriteAheadLog.publishIfWanted, LogRoom.mayPublish, TreeLog.isStill: a checkpoint may have begun. Then
\* Change.appendWithImages makes the record again.
Publish(t) ==
  /\ writer[t].pc = "publish"
  /\ LET my == writer[t]
         isStill == Rereads => my.said \in {AllImages, mark}
     IN  IF isStill
           THEN /\ log' = [log EXCEPT ![my.lsn] =
                     Record("change", my.on, [p \in my.images |-> mem[p]])]
                /\ Set(t, [my EXCEPT !.pc = "apply"])
           ELSE /\ log' = [log EXCEPT ![my.lsn] = Plain("pad")]
                /\ Set(t, [my EXCEPT !.pc = "reserve", !.said = AllImages, !.lsn = 0,
                                     !.images = IF MakesImages THEN my.on ELSE {}])
  /\ UNCHANGED <<pool, file, durable, first, ctl, mark, phase, redone, flusher, checkpoint, crashes>>

\* Change.apply, PageGuard.setPageLsn: the pages are changed and let go of
Apply(t) ==
  /\ writer[t].pc = "apply"
  /\ LET on == writer[t].on
     IN  /\ mem' = [p \in Pages |-> IF p \in on THEN Append(mem[p], writer[t].lsn) ELSE mem[p]]
         /\ dirty' = [p \in Pages |-> dirty[p] \/ p \in on]
         /\ latch' = [p \in Pages |-> IF p \in on THEN Nobody ELSE latch[p]]
  /\ Set(t, Away)
  /\ UNCHANGED <<claim, file, wal, ctl, mark, phase, redone, flusher, checkpoint, crashes>>

\* GroupCommit.await, Flusher.flush: the log is made durable up to an LSN, and with it all that is published. Nobody
\* else has it flushed here: that would only leave a crash fewer choices.
Await(lsn) ==
  /\ lsn <= Published
  /\ durable' = IF lsn <= durable THEN durable ELSE Published

-----------------------------------------------------------------------------
(* Page writes, by the checkpointer and by evictors *)

Flusher(f, values) == flusher' = [flusher EXCEPT ![f] = values]
Listed(f) == IF f = Checkpointer THEN checkpoint.dirty ELSE Pages
Done(p) ==
  checkpoint' = [checkpoint EXCEPT !.dirty = @ \ {p}]

\* PageWriter.claim; an evictor only tries
Claim(f) ==
  /\ Open
  /\ flusher[f].pc = "idle"
  /\ f = Checkpointer => checkpoint.pc = "write"
  /\ \E p \in Listed(f) :
       /\ mem[p] # Absent /\ dirty[p]
       /\ ClaimsPage => claim[p] = Nobody
       /\ claim' = [claim EXCEPT ![p] = IF ClaimsPage THEN f ELSE Nobody]
       /\ Flusher(f, [Idle EXCEPT !.pc = "copy", !.page = p,
                              !.lsn = IF BarrierOfCopy THEN 0 ELSE PageLsn(mem[p])])
  /\ UNCHANGED <<mem, dirty, latch, file, wal, ctl, mark, phase, redone, writer, checkpoint, crashes>>

Release(f, p) ==
  /\ claim' = [claim EXCEPT ![p] = Nobody]
  /\ Flusher(f, Idle)
  /\ IF f = Checkpointer THEN Done(p) ELSE UNCHANGED checkpoint

\* PageWriter.copy: while nobody holds the page exclusively. An evictor gives up instead of waiting, which
\* is as if it had not come.
Copy(f) ==
  /\ flusher[f].pc = "copy"
  /\ LET p == flusher[f].page
     IN
     /\ latch[p] = Nobody
     /\ IF mem[p] # Absent /\ dirty[p]
          THEN /\ Flusher(f, [flusher[f] EXCEPT
                    !.pc = "write", !.copy = mem[p],
                    !.lsn = IF BarrierOfCopy THEN PageLsn(mem[p]) ELSE @])
               /\ UNCHANGED <<claim, checkpoint>>
          ELSE Release(f, p)
  /\ UNCHANGED <<mem, dirty, latch, file, wal, ctl, mark, phase, redone, writer, crashes>>

\* PageWriter.writeClaimed, LogBarrier.awaitDurable: the log up to the copy's LSN is durable, then the page is written
WritePage(f) ==
  /\ flusher[f].pc = "write"
  /\ Await(flusher[f].lsn)
  /\ LET p == flusher[f].page
     IN  /\ cache' = [cache EXCEPT ![p] = flusher[f].copy]
         /\ unsynced' = [unsynced EXCEPT ![p] = @ \cup {flusher[f].copy}]
         /\ checkpoint' = IF f = Checkpointer /\ ~SyncsEvicted
                            THEN [checkpoint EXCEPT !.wrote = @ \cup {p}] ELSE checkpoint
  /\ Flusher(f, [flusher[f] EXCEPT !.pc = "clear"])
  /\ UNCHANGED <<pool, disk, log, first, ctl, mark, phase, redone, writer, crashes>>

\* PageWriter.writeClaimed, PageWriter.releaseClaim: the whole latch word is compared
ClearDirty(f) ==
  /\ flusher[f].pc = "clear"
  /\ LET p == flusher[f].page
         same == latch[p] = Nobody /\ mem[p] = flusher[f].copy
     IN  /\ dirty' = [dirty EXCEPT ![p] = @ /\ ClearsSame /\ ~same]
         /\ Release(f, p)
  /\ UNCHANGED <<mem, latch, file, wal, ctl, mark, phase, redone, writer, crashes>>

\* Evictor.evict: a page that is clean, not latched and not being written
Evict(p) ==
  /\ Open
  /\ mem[p] # Absent /\ ~dirty[p]
  /\ latch[p] = Nobody /\ claim[p] = Nobody
  /\ mem' = [mem EXCEPT ![p] = Absent]
  /\ UNCHANGED <<dirty, latch, claim, file, wal, ctl, mark, phase, redone, writer, flusher, checkpoint, crashes>>

-----------------------------------------------------------------------------
(* The checkpointer, one step after the other *)

At(pc) == Running /\ checkpoint.pc = pc
To(values) == checkpoint' = values

\* Checkpointer.make, CheckpointMark.pending
SayPending ==
  /\ At(IF BeginsFirst THEN "none" ELSE "pending")
  /\ Goes /\ HasRoom
  /\ mark' = IF SaysPending THEN Pending ELSE mark
  /\ To([checkpoint EXCEPT !.pc = "begin"])
  /\ UNCHANGED <<pool, file, wal, ctl, phase, redone, writer, flusher, crashes>>

\* Checkpointer.make, WriteAheadLog.append
AppendBegin ==
  /\ At("begin")
  /\ HasRoom
  /\ log' = Append(log, Plain("begin"))
  /\ To([checkpoint EXCEPT !.pc = "begun", !.begin = Len(log) + 1])
  /\ UNCHANGED <<pool, file, durable, first, ctl, mark, phase, redone, writer, flusher, crashes>>

\* Checkpointer.make, CheckpointMark.begun
SayBegun ==
  /\ At("begun")
  /\ mark' = checkpoint.begin
  /\ To([checkpoint EXCEPT !.pc = IF BeginsFirst THEN "scan" ELSE "write",
                           !.todo = IF BeginsFirst THEN Pages ELSE {}])
  /\ UNCHANGED <<pool, file, wal, ctl, phase, redone, writer, flusher, crashes>>

\* The mutant without BeginsFirst lists the dirty pages before it begins.
ScanFirst ==
  /\ ~BeginsFirst
  /\ At("none")
  /\ Goes /\ HasRoom
  /\ To([checkpoint EXCEPT !.pc = "scan", !.todo = Pages])
  /\ UNCHANGED <<pool, file, wal, ctl, mark, phase, redone, writer, flusher, crashes>>

\* PoolCore.dirtyPages: page by page, while others go on
Scan ==
  /\ At("scan")
  /\ IF checkpoint.todo = {}
       THEN To([checkpoint EXCEPT !.pc = IF BeginsFirst THEN "write" ELSE "pending"])
       ELSE \E p \in checkpoint.todo :
              To([checkpoint EXCEPT !.todo = @ \ {p},
                                    !.dirty = IF dirty[p] THEN @ \cup {p} ELSE @])
  /\ UNCHANGED <<pool, file, wal, ctl, mark, phase, redone, writer, flusher, crashes>>

\* PageWriter.write, PoolCore.write: a page that others have written meanwhile is passed over
PassOver ==
  /\ At("write")
  /\ flusher[Checkpointer].pc = "idle"
  /\ \E p \in checkpoint.dirty :
       /\ ~dirty[p]
       /\ Done(p)
  /\ UNCHANGED <<pool, file, wal, ctl, mark, phase, redone, writer, flusher, crashes>>

AllWritten == At("write") /\ flusher[Checkpointer].pc = "idle" /\ checkpoint.dirty = {}

\* PoolCore.sync, BufferPool.flush
SyncPages ==
  /\ IF SyncsPages THEN AllWritten ELSE At("sync")
  /\ LET synced == IF SyncsEvicted THEN Pages ELSE checkpoint.wrote
     IN  /\ disk' = [p \in Pages |-> IF p \in synced THEN cache[p] ELSE disk[p]]
         /\ unsynced' = [p \in Pages |-> IF p \in synced THEN {} ELSE unsynced[p]]
  /\ To([checkpoint EXCEPT !.wrote = {}, !.pc = IF SyncsPages THEN "end" ELSE "truncate"])
  /\ UNCHANGED <<pool, cache, wal, ctl, mark, phase, redone, writer, flusher, crashes>>

\* Checkpointer.make, WriteAheadLog.append
AppendEnd ==
  /\ IF SyncsPages THEN At("end") ELSE AllWritten
  /\ HasRoom
  /\ log' = Append(log, Plain("end"))
  /\ To([checkpoint EXCEPT !.pc = "control", !.end = Len(log) + 1])
  /\ UNCHANGED <<pool, file, durable, first, ctl, mark, phase, redone, writer, flusher, crashes>>

\* ControlFile.write, the write; Checkpointer.make has awaited the end record, WriteAheadLog.awaitDurable
WriteControl ==
  /\ At("control")
  /\ IF AwaitsEnd THEN Await(checkpoint.end) ELSE UNCHANGED durable
  /\ slot' = checkpoint.begin
  /\ To([checkpoint EXCEPT !.pc = IF SettlesFirst THEN "settle" ELSE "truncate"])
  /\ UNCHANGED <<pool, file, log, first, control, mark, phase, redone, writer, flusher, crashes>>

\* ControlFile.write, the sync
SyncControl ==
  /\ At("settle")
  /\ control' = slot
  /\ To(IF ~SettlesFirst THEN NoCheckpoint
        ELSE [checkpoint EXCEPT !.pc = IF SyncsPages THEN "truncate" ELSE "sync"])
  /\ UNCHANGED <<pool, file, wal, slot, mark, phase, redone, writer, flusher, crashes>>

\* WriteAheadLog.truncate
Truncate ==
  /\ At("truncate")
  /\ first' = checkpoint.begin
  /\ To(IF SettlesFirst THEN NoCheckpoint ELSE [checkpoint EXCEPT !.pc = "settle"])
  /\ UNCHANGED <<pool, file, log, durable, ctl, mark, phase, redone, writer, flusher, crashes>>

-----------------------------------------------------------------------------
(* Crash and recovery *)

\* What may be in the page file when power is lost.
Survivals(p) ==
  {disk[p]} \cup unsynced[p] \cup (IF unsynced[p] = {} THEN {} ELSE {Torn})

\* Persistence.open, WriteAheadLog.open: power is lost, and the store is opened again. What is left of the log is
\* durable before a page is written. StoreOpening.requireBegin: it must hold the begin.
Crash ==
  /\ Open
  /\ crashes < Crashes
  /\ crashes' = crashes + 1
  /\ \E n \in durable..Published :
       /\ log' = SubSeq(log, 1, n)
       /\ durable' = n
       /\ \E begin \in {control, slot} :
            /\ control' = begin
            /\ slot' = begin
            /\ mark' = begin
            /\ redone' = [p \in Pages |-> begin]
            /\ phase' = IF begin \in first..n THEN "redo" ELSE "refused"
  /\ cache' \in {c \in [Pages -> UNION {Survivals(p) : p \in Pages}] :
                   \A p \in Pages : c[p] \in Survivals(p)}
  /\ disk' = cache'
  /\ unsynced' = [p \in Pages |-> {}]
  /\ mem' = [p \in Pages |-> Absent]
  /\ dirty' = [p \in Pages |-> FALSE]
  /\ latch' = [p \in Pages |-> Nobody]
  /\ claim' = [p \in Pages |-> Nobody]
  /\ writer' = [t \in Writers |-> Away]
  /\ flusher' = [f \in Flushers |-> Idle]
  /\ checkpoint' = NoCheckpoint
  /\ UNCHANGED first

\* The records about a page that are still to be redone.
Left(p) == {n \in redone[p]..Len(log) : log[n].kind = "change" /\ p \in log[n].on}
Next1(S) == CHOOSE n \in S : \A m \in S : n <= m

\* RedoPart.redo, PageGuard.fixBlank, PageGuard.fixExclusive, PageGuard.markDirty: the next record about a page.
\* Each page is redone for itself; meanwhile it may be written and evicted.
Redo(p) ==
  /\ phase = "redo"
  /\ Left(p) # {}
  /\ LET n == Next1(Left(p))
         afresh == p \in DOMAIN log[n].images
         blank == afresh /\ ReadsNot
         read == Newest(p)
         base == IF afresh THEN log[n].images[p] ELSE read
         wanted == afresh \/ (ComparesLsn => PageLsn(read) < n)
     IN  IF ~blank /\ read = Torn
           THEN /\ phase' = "corrupt"
                /\ UNCHANGED <<mem, dirty, redone>>
           ELSE /\ mem' = [mem EXCEPT ![p] = IF wanted THEN Append(base, n) ELSE read]
                /\ dirty' = [dirty EXCEPT ![p] = @ \/ wanted]
                /\ redone' = [redone EXCEPT ![p] = n + 1]
                /\ UNCHANGED phase
  /\ UNCHANGED <<latch, claim, file, wal, ctl, mark, writer, flusher, checkpoint, crashes>>

\* Redo.run, StoreOpening.noteOpen: all is redone, and writers may come
Reopen ==
  /\ phase = "redo"
  /\ \A p \in Pages : Left(p) = {}
  /\ phase' = "running"
  /\ redone' = [p \in Pages |-> 0]
  /\ UNCHANGED <<pool, file, wal, ctl, mark, writer, flusher, checkpoint, crashes>>

-----------------------------------------------------------------------------

Next ==
  \/ \E t \in Writers : MarkDirty(t) \/ ReadMark(t) \/ Reserve(t) \/ Publish(t) \/ Apply(t)
  \/ \E f \in Flushers : Claim(f) \/ Copy(f) \/ WritePage(f) \/ ClearDirty(f)
  \/ \E p \in Pages : Evict(p) \/ Redo(p)
  \/ SayPending \/ AppendBegin \/ SayBegun \/ ScanFirst \/ Scan \/ PassOver \/ SyncPages
  \/ AppendEnd \/ WriteControl \/ SyncControl \/ Truncate
  \/ Crash \/ Reopen

Spec == Init /\ [][Next]_vars

-----------------------------------------------------------------------------
(* What must hold *)

\* What the log says that a page holds, but for a record that its writer is about to apply.
Changes(p) ==
  SelectSeq([n \in 1..Len(log) |-> n], LAMBDA n :
    /\ log[n].kind = "change" /\ p \in log[n].on
    /\ ~\E t \in Writers : writer[t].pc = "apply" /\ writer[t].lsn = n)

\* An open store has all changes that are in its log, each once and in order; so after a crash it has
\* all that was durable, and of every record all parts or none. No page goes back.
HoldsAllChanges == Running => \A p \in Pages : Newest(p) = Changes(p)

\* The log knows of all that is in the page file.
LogFirst == \A p \in Pages : cache[p] \in {Torn} \/ PageLsn(cache[p]) <= durable

\* A clean page is in the page file as it is in memory.
CleanIsWritten ==
  \A p \in Pages : mem[p] # Absent /\ ~dirty[p] /\ latch[p] = Nobody => mem[p] = cache[p]

\* A crash never makes a store that cannot be opened, or has a page that cannot be read.
OpensAgain == phase \notin {"refused", "corrupt"}

Symmetry == Permutations(Writers) \cup Permutations(Evictors) \cup Permutations(Pages)
=============================================================================
