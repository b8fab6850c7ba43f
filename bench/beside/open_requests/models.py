"""The three tables that the list is made of, as the dashboard keeps them."""

from django.db import models


class Child(models.Model):
    """A child."""

    code = models.CharField(max_length=20)
    name = models.CharField(max_length=200)

    class Meta:
        """Not Django's own table."""

        managed = False
        db_table = "child"

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class AccessRequest(models.Model):
    """A request to see a child's file."""

    code = models.CharField(max_length=20)
    child = models.ForeignKey(Child, on_delete=models.DO_NOTHING)
    received_on = models.DateField()

    class Meta:
        """Not Django's own table."""

        managed = False
        db_table = "access_request"


class AccessStep(models.Model):
    """One step of a request."""

    request = models.ForeignKey(AccessRequest, on_delete=models.DO_NOTHING)
    step = models.CharField(max_length=40)

    class Meta:
        """Not Django's own table."""

        managed = False
        db_table = "access_step"
